// @generated automatically by Diesel CLI.

diesel::table! {
    api_tokens (id) {
        id -> BigInt,
        user_id -> BigInt,
        name -> Text,
        digest -> Binary,
        hint -> Text,
        scopes -> Text,
        created_at -> BigInt,
        expires_at -> Nullable<BigInt>,
        last_used_at -> Nullable<BigInt>,
        revoked_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    archive_months (month, language) {
        month -> Text,
        language -> Text,
        listed_posts -> BigInt,
    }
}

diesel::table! {
    audit_entries (id) {
        id -> BigInt,
        actor_id -> Nullable<BigInt>,
        action -> Text,
        subject -> Text,
        address -> Nullable<Text>,
        created_at -> BigInt,
    }
}

diesel::table! {
    comment_reports (id) {
        id -> BigInt,
        comment_id -> BigInt,
        reporter -> Binary,
        reason -> Text,
        created_at -> BigInt,
        settled_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    comments (id) {
        id -> BigInt,
        post_id -> BigInt,
        parent_id -> Nullable<BigInt>,
        thread_id -> BigInt,
        user_id -> Nullable<BigInt>,
        guest_name -> Nullable<Text>,
        guest_email -> Nullable<Text>,
        language -> Text,
        status -> Text,
        source -> Text,
        html -> Text,
        created_at -> BigInt,
        updated_at -> BigInt,
        guest_key -> Nullable<Binary>,
        address_hash -> Nullable<Binary>,
        edited_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    content_keys (id) {
        id -> BigInt,
        name -> Text,
        key -> Text,
        made_by -> BigInt,
        created_at -> BigInt,
    }
}

diesel::table! {
    daily_counts (day, kind) {
        day -> Text,
        kind -> Text,
        amount -> BigInt,
    }
}

diesel::table! {
    events (sequence) {
        sequence -> BigInt,
        kind -> Text,
        subject -> Text,
        payload -> Text,
        created_at -> BigInt,
    }
}

diesel::table! {
    former_slugs (slug) {
        slug -> Text,
        post_id -> BigInt,
        created_at -> BigInt,
    }
}

diesel::table! {
    guest_blocks (id) {
        id -> BigInt,
        key -> Binary,
        name -> Text,
        moderation_id -> Nullable<BigInt>,
        comment_id -> Nullable<BigInt>,
        made_by -> BigInt,
        created_at -> BigInt,
    }
}

diesel::table! {
    imported_files (file) {
        file -> Text,
        post_id -> BigInt,
        revision_id -> BigInt,
        status -> Text,
        digest -> Binary,
    }
}

diesel::table! {
    jobs (id) {
        id -> BigInt,
        kind -> Text,
        payload -> Text,
        run_at -> BigInt,
        leased_until -> BigInt,
        attempts -> BigInt,
        reason -> Text,
        created_at -> BigInt,
    }
}

diesel::table! {
    kept_answers (key) {
        key -> Binary,
        request -> Binary,
        status -> BigInt,
        location -> Nullable<Text>,
        body -> Text,
        created_at -> BigInt,
    }
}

diesel::table! {
    mentions (id) {
        id -> BigInt,
        post_id -> BigInt,
        source -> Text,
        source_host -> Text,
        target -> Text,
        kind -> Text,
        status -> Text,
        author_name -> Text,
        author_url -> Nullable<Text>,
        title -> Text,
        excerpt -> Text,
        language -> Text,
        attempts -> BigInt,
        check_at -> Nullable<BigInt>,
        received_at -> BigInt,
        checked_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    moderated_comments (moderation_id, comment_id) {
        moderation_id -> BigInt,
        comment_id -> BigInt,
        status_before -> Text,
        status_after -> Text,
    }
}

diesel::table! {
    moderations (id) {
        id -> BigInt,
        actor_id -> BigInt,
        verdict -> Text,
        created_at -> BigInt,
        undone_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    notices (id) {
        id -> BigInt,
        kind -> Text,
        post_id -> BigInt,
        target -> Text,
        attempts -> BigInt,
        next_at -> Nullable<BigInt>,
        status -> Nullable<BigInt>,
        reason -> Text,
        created_at -> BigInt,
        tried_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    one_time_links (id) {
        id -> BigInt,
        token_hash -> Binary,
        role -> Nullable<Text>,
        user_id -> Nullable<BigInt>,
        note -> Text,
        made_by -> Nullable<BigInt>,
        created_at -> BigInt,
        expires_at -> BigInt,
    }
}

diesel::table! {
    parked_events (id) {
        id -> BigInt,
        subscriber -> Text,
        sequence -> BigInt,
        kind -> Text,
        subject -> Text,
        payload -> Text,
        happened_at -> BigInt,
        reason -> Text,
        parked_at -> BigInt,
        wanted -> BigInt,
    }
}

diesel::table! {
    post_authors (post_id, user_id) {
        post_id -> BigInt,
        user_id -> BigInt,
        position -> Integer,
        listed_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    post_tags (post_id, tag_id) {
        post_id -> BigInt,
        tag_id -> BigInt,
        listed_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    posts (id) {
        id -> BigInt,
        kind -> Text,
        slug -> Text,
        title -> Text,
        summary -> Text,
        language -> Text,
        status -> Text,
        published_at -> Nullable<BigInt>,
        scheduled_at -> Nullable<BigInt>,
        listed_at -> Nullable<BigInt>,
        created_at -> BigInt,
        updated_at -> BigInt,
        cover_url -> Nullable<Text>,
        cover_alt -> Nullable<Text>,
        canonical_url -> Nullable<Text>,
        comments_open -> Bool,
        comment_count -> BigInt,
        translation_group_id -> Nullable<BigInt>,
        word_count -> BigInt,
        reading_minutes -> BigInt,
        contents -> Text,
        html -> Text,
        source -> Text,
        draft_revision_id -> Nullable<BigInt>,
    }
}

diesel::table! {
    preview_links (id) {
        id -> BigInt,
        post_id -> BigInt,
        token -> Text,
        made_by -> BigInt,
        created_at -> BigInt,
    }
}

diesel::table! {
    renderings (subject) {
        subject -> Text,
        renderer -> BigInt,
        towards -> BigInt,
        rendered_until -> BigInt,
    }
}

diesel::table! {
    revisions (id) {
        id -> BigInt,
        post_id -> BigInt,
        author_id -> BigInt,
        based_on_id -> Nullable<BigInt>,
        title -> Text,
        source -> Text,
        created_at -> BigInt,
        kind -> Text,
        details -> Text,
        editing -> Nullable<Text>,
        is_shown -> Bool,
        restored_id -> Nullable<BigInt>,
    }
}

diesel::table! {
    secrets (name) {
        name -> Text,
        value -> Binary,
    }
}

diesel::table! {
    search_aliases (id) {
        id -> BigInt,
        name -> Text,
        other -> Text,
    }
}

diesel::table! {
    search_blocks (block) {
        block -> BigInt,
        version -> BigInt,
        articles -> BigInt,
        places -> Binary,
    }
}

diesel::table! {
    search_fresh (post_id) {
        post_id -> BigInt,
        article -> Binary,
    }
}

diesel::table! {
    search_misses (words) {
        words -> Text,
        times -> BigInt,
        last_at -> BigInt,
    }
}

diesel::table! {
    search_places (post_id, slot) {
        post_id -> BigInt,
        slot -> BigInt,
    }
}

diesel::table! {
    search_postings (term, block) {
        term -> Text,
        block -> BigInt,
        entries -> Binary,
        positions -> Binary,
    }
}

diesel::table! {
    search_state (id) {
        id -> BigInt,
        generation -> BigInt,
        analyzer -> BigInt,
        building -> Nullable<BigInt>,
        built_until -> BigInt,
        towards -> BigInt,
    }
}

diesel::table! {
    search_vocabulary (generation, term) {
        generation -> BigInt,
        term -> Text,
        articles -> BigInt,
    }
}

diesel::table! {
    series (id) {
        id -> BigInt,
        slug -> Text,
        name -> Text,
        language -> Text,
        description -> Text,
        created_at -> BigInt,
    }
}

diesel::table! {
    series_parts (series_id, position) {
        series_id -> BigInt,
        position -> Integer,
        post_id -> BigInt,
    }
}

diesel::table! {
    sessions (id) {
        id -> BigInt,
        user_id -> BigInt,
        token_hash -> Binary,
        agent -> Text,
        created_at -> BigInt,
        last_seen_at -> BigInt,
    }
}

diesel::table! {
    settings (key) {
        key -> Text,
        value -> Text,
        updated_at -> BigInt,
    }
}

diesel::table! {
    stale_words (post_id) {
        post_id -> BigInt,
        due_at -> BigInt,
    }
}

diesel::table! {
    submissions (key) {
        key -> Binary,
        location -> Text,
        created_at -> BigInt,
    }
}

diesel::table! {
    subscribers (name) {
        name -> Text,
        position -> BigInt,
        attempts -> BigInt,
        retry_at -> BigInt,
        reason -> Text,
    }
}

diesel::table! {
    tags (id) {
        id -> BigInt,
        slug -> Text,
        name -> Text,
        language -> Text,
        description -> Text,
        listed_posts -> BigInt,
        created_at -> BigInt,
    }
}

diesel::table! {
    translation_groups (id) {
        id -> BigInt,
        created_at -> BigInt,
    }
}

diesel::table! {
    users (id) {
        id -> BigInt,
        handle -> Text,
        name -> Text,
        email -> Text,
        password_hash -> Nullable<Text>,
        role -> Text,
        language -> Text,
        bio -> Text,
        avatar_url -> Nullable<Text>,
        suspended_at -> Nullable<BigInt>,
        created_at -> BigInt,
        updated_at -> BigInt,
    }
}

diesel::table! {
    versions (name) {
        name -> Text,
        version -> BigInt,
    }
}

diesel::table! {
    webhook_deliveries (id) {
        id -> BigInt,
        webhook_id -> BigInt,
        event -> Text,
        subject -> Text,
        payload -> Text,
        body -> Nullable<Text>,
        attempts -> BigInt,
        next_at -> Nullable<BigInt>,
        status -> Nullable<BigInt>,
        reason -> Text,
        created_at -> BigInt,
        tried_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    webhooks (id) {
        id -> BigInt,
        name -> Text,
        event -> Text,
        target -> Text,
        secret -> Text,
        made_by -> BigInt,
        created_at -> BigInt,
    }
}

diesel::joinable!(api_tokens -> users (user_id));
diesel::joinable!(audit_entries -> users (actor_id));
diesel::joinable!(comment_reports -> comments (comment_id));
diesel::joinable!(comments -> posts (post_id));
diesel::joinable!(comments -> users (user_id));
diesel::joinable!(content_keys -> users (made_by));
diesel::joinable!(former_slugs -> posts (post_id));
diesel::joinable!(guest_blocks -> comments (comment_id));
diesel::joinable!(guest_blocks -> moderations (moderation_id));
diesel::joinable!(guest_blocks -> users (made_by));
diesel::joinable!(imported_files -> posts (post_id));
diesel::joinable!(mentions -> posts (post_id));
diesel::joinable!(moderated_comments -> comments (comment_id));
diesel::joinable!(moderated_comments -> moderations (moderation_id));
diesel::joinable!(moderations -> users (actor_id));
diesel::joinable!(notices -> posts (post_id));
diesel::joinable!(post_authors -> posts (post_id));
diesel::joinable!(post_authors -> users (user_id));
diesel::joinable!(post_tags -> posts (post_id));
diesel::joinable!(post_tags -> tags (tag_id));
diesel::joinable!(posts -> translation_groups (translation_group_id));
diesel::joinable!(preview_links -> posts (post_id));
diesel::joinable!(preview_links -> users (made_by));
diesel::joinable!(revisions -> posts (post_id));
diesel::joinable!(revisions -> users (author_id));
diesel::joinable!(series_parts -> posts (post_id));
diesel::joinable!(series_parts -> series (series_id));
diesel::joinable!(sessions -> users (user_id));
diesel::joinable!(stale_words -> posts (post_id));
diesel::joinable!(webhook_deliveries -> webhooks (webhook_id));
diesel::joinable!(webhooks -> users (made_by));

diesel::allow_tables_to_appear_in_same_query!(
    api_tokens,
    archive_months,
    audit_entries,
    comment_reports,
    comments,
    content_keys,
    daily_counts,
    events,
    former_slugs,
    guest_blocks,
    imported_files,
    jobs,
    kept_answers,
    mentions,
    moderated_comments,
    moderations,
    notices,
    one_time_links,
    parked_events,
    post_authors,
    post_tags,
    posts,
    preview_links,
    renderings,
    revisions,
    search_aliases,
    search_blocks,
    search_fresh,
    search_misses,
    search_places,
    search_postings,
    search_state,
    search_vocabulary,
    secrets,
    series,
    series_parts,
    sessions,
    settings,
    stale_words,
    submissions,
    subscribers,
    tags,
    translation_groups,
    users,
    versions,
    webhook_deliveries,
    webhooks,
);
