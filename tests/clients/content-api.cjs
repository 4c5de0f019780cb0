// Calls a site as a program would that was written for Ghost, and prints what the client made of each answer.
const GhostContentAPI = require("@tryghost/content-api");

const [url, key, slug] = process.argv.slice(2);

const client = (own) => new GhostContentAPI({ url, version: "v5.0", key: own });

const told = async (work) => {
  try {
    const found = await work();
    return { found, meta: found.meta ?? null };
  } catch (error) {
    return { name: error.name, message: error.message, type: error.type ?? null, status: error.response?.status ?? null };
  }
};

const api = client(key);
const calls = {
  settings: () => api.settings.browse(),
  posts: () => api.posts.browse({ limit: 5, include: ["tags", "authors"] }),
  second: () => api.posts.browse({ limit: 2, page: 2, order: "title ASC", fields: ["title", "slug"] }),
  bySlug: () => api.posts.read({ slug }, { include: ["tags", "authors"] }),
  byId: async () => api.posts.read({ id: (await api.posts.read({ slug })).id }, { formats: ["html", "plaintext"] }),
  one: () => api.posts.browse({ filter: "slug:three" }),
  tagged: () => api.posts.browse({ filter: "tag:rust" }),
  featured: () => api.posts.browse({ filter: "tag:rust+featured:true" }),
  pages: () => api.pages.browse(),
  page: () => api.pages.read({ slug: "about" }),
  authors: () => api.authors.browse({ include: "count.posts" }),
  author: () => api.authors.read({ slug: "dana" }),
  tags: () => api.tags.browse({ include: "count.posts" }),
  tag: () => api.tags.read({ slug: "rust" }),
  tiers: () => api.tiers.browse(),
  newsletters: () => api.newsletters.browse(),
  missing: () => api.posts.read({ slug: "nothing" }),
  badFilter: () => api.posts.browse({ filter: "title:'" }),
  private: () => api.posts.browse({ filter: "authors.email:'dana@example.com'" }),
  unknownKey: () => client("0".repeat(26)).posts.browse(),
};

(async () => {
  const answers = {};
  for (const [name, call] of Object.entries(calls)) answers[name] = await told(call);
  console.log(JSON.stringify(answers));
})();
