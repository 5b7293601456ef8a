// Generated from api/openapi.json by `npm run api`; never edited.

export interface paths {
    "/api/v1/join": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Come into a workspace as a new person
         * @description Answers the person's own licence code, this once. The link is used up.
         */
        post: operations["join"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/join/accept": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Come into a workspace as the person who is logged in
         * @description The link is used up.
         */
        post: operations["accept-invite"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/join/look": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * What the link of an invitation is for
         * @description Every link that cannot be used answers the same, whatever the reason.
         */
        post: operations["look-at-invite"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who is logged in, and where they may go */
        get: operations["get-me"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Change the own name and language */
        patch: operations["update-me"];
        trace?: never;
    };
    "/api/v1/me/reissue-code": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Replace the own licence code
         * @description Takes the code one has. The old code and all other sessions end at once. The new code is answered this once.
         */
        post: operations["reissue-my-code"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The own sessions */
        get: operations["list-my-sessions"];
        put?: never;
        post?: never;
        /** End all other own sessions */
        delete: operations["revoke-my-other-sessions"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/sessions/{session}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** End one of the own sessions */
        delete: operations["revoke-my-session"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/operator/backups": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Backups, and in which of them erased data may still be read */
        get: operations["list-backups"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/operator/deletions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The queue of deletions, those under way first */
        get: operations["list-deletions"];
        put?: never;
        /**
         * Write down a request that came by e-mail or on paper
         * @description For who has checked whose the request is. Nothing is deleted before its plan is approved. The answer has the code of the public status page, once.
         */
        post: operations["take-in-deletion"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/operator/deletions/import": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Take in accounts whose data Meta asks to delete, from a list it sent
         * @description Each id is treated as if Meta had called. Accounts that were connected after the date of the list are left alone.
         */
        post: operations["import-deletions"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/operator/deletions/{deletion}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Look at a deletion with all that was done about it */
        get: operations["get-deletion"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/operator/deletions/{deletion}/approve": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Agree to the plan, named by its last eight characters */
        post: operations["approve-deletion"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/operator/deletions/{deletion}/certificate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Download the signed certificate */
        get: operations["download-deletion-certificate"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/operator/deletions/{deletion}/extend": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Give it up to 60 days more, once */
        post: operations["extend-deletion"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/operator/deletions/{deletion}/fresh-plan": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Count what a deletion would come to now; changes nothing */
        post: operations["count-deletion"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/operator/deletions/{deletion}/hold": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Keep it from being carried out, until a day at most 90 days ahead */
        post: operations["hold-deletion"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/operator/deletions/{deletion}/refuse": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Refuse it, with a reason that who asked is told */
        post: operations["refuse-deletion"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/operator/deletions/{deletion}/release": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** End a hold; nothing is deleted for three days */
        post: operations["release-deletion"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/operator/deletions/{deletion}/replan": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Count the plan anew; who had agreed must agree again */
        post: operations["replan-deletion"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/operator/deletions/{deletion}/retry": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Try again what could not be proven */
        post: operations["retry-deletion"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/operator/ledger": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lines of the deletion ledger, the newest first */
        get: operations["list-ledger"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/operator/ledger/check": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Recompute the whole chain of the deletion ledger with its signatures */
        get: operations["check-ledger"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/operator/report": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What became of the requests of a month
         * @description Numbers only.
         */
        get: operations["deletion-report"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/operator/report.csv": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The same as a CSV file */
        get: operations["download-deletion-report"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/session": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Log in with a username and a licence code */
        post: operations["log-in"];
        /** End this session */
        delete: operations["log-out"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspaces": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The workspaces one is a member of */
        get: operations["list-workspaces"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspaces/{workspace}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The workspace with its settings */
        get: operations["get-workspace"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspaces/{workspace}/attachments": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Upload a file
         * @description A form (multipart/form-data) with the file in the field file. Answers 201 with id, name, mime and size.
         */
        post: operations["upload-attachment"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspaces/{workspace}/attachments/{attachment}/content": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Download a file */
        get: operations["download-attachment"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspaces/{workspace}/audit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Who did what in the workspace, the newest first
         * @description Ids and names of members only; nothing of contacts is in the record.
         */
        get: operations["list-audit"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspaces/{workspace}/audit/export.csv": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The same as a CSV file
         * @description Takes the filters of the list. The download is itself recorded.
         */
        get: operations["export-audit"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspaces/{workspace}/blasts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List blasts */
        get: operations["list-blasts"];
        put?: never;
        /** Make a draft */
        post: operations["create-blast"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspaces/{workspace}/blasts/{blast}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get a blast */
        get: operations["get-blast"];
        put?: never;
        post?: never;
        /** Delete a draft */
        delete: operations["delete-blast"];
        options?: never;
        head?: never;
        /** Change a draft, or the message of a paused blast */
        patch: operations["update-blast"];
        trace?: never;
    };
    "/api/v1/workspaces/{workspace}/blasts/{blast}/pause": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Hold everything that was not attempted */
        post: operations["pause-blast"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspaces/{workspace}/blasts/{blast}/preflight": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Say what would happen, and what blocks a start */
        post: operations["preflight-blast"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspaces/{workspace}/blasts/{blast}/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Show the message as real contacts would get it */
        post: operations["preview-blast"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspaces/{workspace}/blasts/{blast}/recipients": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the recipients of a blast */
        get: operations["list-blast-recipients"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspaces/{workspace}/blasts/{blast}/report": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get the report of a blast */
        get: operations["get-blast-report"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspaces/{workspace}/blasts/{blast}/report.csv": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Download every recipient with state and reason */
        get: operations["download-blast-report"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspaces/{workspace}/blasts/{blast}/resume": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Go on with a paused blast */
        post: operations["resume-blast"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspaces/{workspace}/blasts/{blast}/retry": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Make a draft of the failures that can be retried */
        post: operations["retry-blast"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspaces/{workspace}/blasts/{blast}/schedule": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Start a blast later */
        post: operations["schedule-blast"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspaces/{workspace}/blasts/{blast}/start": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Start a blast */
        post: operations["start-blast"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspaces/{workspace}/blasts/{blast}/stop": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Give up everything that was not attempted */
        post: operations["stop-blast"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspaces/{workspace}/blasts/{blast}/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Send the message to one number */
        post: operations["test-blast"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspaces/{workspace}/blasts/{blast}/unschedule": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Make a scheduled blast a draft again */
        post: operations["unschedule-blast"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspaces/{workspace}/channels": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List channels */
        get: operations["list-channels"];
        put?: never;
        /** Connect a channel */
        post: operations["connect-channel"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspaces/{workspace}/channels/setup": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What to enter at Meta */
        get: operations["get-channel-setup"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspaces/{workspace}/channels/{channel}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get a channel */
        get: operations["get-channel"];
        put?: never;
        post?: never;
        /** Disconnect a channel */
        delete: operations["disconnect-channel"];
        options?: never;
        head?: never;
        /** Change name or limits */
        patch: operations["update-channel"];
        trace?: never;
    };
    "/api/v1/workspaces/{workspace}/channels/{channel}/ice-breakers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The questions an Instagram account offers to whoever opens a conversation */
        get: operations["get-ice-breakers"];
        /** Replace the opening questions of an Instagram account */
        put: operations["set-ice-breakers"];
        post?: never;
        /** Take the opening questions of an Instagram account away */
        delete: operations["delete-ice-breakers"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspaces/{workspace}/channels/{channel}/resume": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** End a pause */
        post: operations["resume-channel"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspaces/{workspace}/channels/{channel}/self-test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Test a channel */
        post: operations["self-test-channel"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspaces/{workspace}/channels/{channel}/templates/sync": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Read the templates anew */
        post: operations["sync-templates"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspaces/{workspace}/channels/{channel}/token": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Replace the access token */
        put: operations["set-channel-token"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspaces/{workspace}/contacts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Contacts
         * @description Custom fields filter as field.<key>=value. A search is answered newest first. A page has what was found among the contacts that were looked at, so it may be short, or empty: there are more until next is null.
         */
        get: operations["list-contacts"];
        put?: never;
        /** Add a contact */
        post: operations["create-contact"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspaces/{workspace}/contacts/bulk": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Do one thing to many contacts
         * @description A job does it in the background. It begins after ten seconds; until then cancelling the job takes everything back. Who is meant is chosen at the moment of the request: contacts that come to match the filter later are not touched, and those that have stopped matching it, or are gone, when their turn comes are left as they are. The total of the finished job is the number of contacts it was done to. Granting consent leaves refusals as they are. When the licence has ended, deleting, suppressing and denying consent still work.
         */
        post: operations["bulk-contacts"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspaces/{workspace}/contacts/count": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How many contacts a filter finds */
        get: operations["count-contacts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspaces/{workspace}/contacts/export.csv": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Contacts as CSV
         * @description Takes the filters of the list of contacts.
         */
        get: operations["export-contacts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspaces/{workspace}/contacts/export.xlsx": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Contacts as a spreadsheet
         * @description Takes the filters of the list of contacts. Every cell is a text.
         */
        get: operations["export-contacts-xlsx"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspaces/{workspace}/contacts/{contact}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A contact */
        get: operations["get-contact"];
        put?: never;
        post?: never;
        /** Delete a contact with all its data */
        delete: operations["delete-contact"];
        options?: never;
        head?: never;
        /** Change a contact */
        patch: operations["update-contact"];
        trace?: never;
    };
    "/api/v1/workspaces/{workspace}/contacts/{contact}/consents": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Every word of a contact about messages, newest first */
        get: operations["list-contact-consents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspaces/{workspace}/contacts/{contact}/consents/{purpose}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Note what a contact said about a purpose */
        put: operations["set-contact-consent"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspaces/{workspace}/contacts/{contact}/duplicates": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Contacts that may be the same person: of the same name */
        get: operations["list-contact-duplicates"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspaces/{workspace}/contacts/{contact}/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Download everything about one contact
         * @description For the person who asks what is known about them: rows and files, described as in docs/export.md.
         */
        get: operations["export-contact-data"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspaces/{workspace}/contacts/{contact}/groups": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Say in which groups a contact is */
        put: operations["set-contact-groups"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspaces/{workspace}/contacts/{contact}/merge": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Make one contact of two
         * @description Everything of the other contact comes to this one; the other one is gone. This cannot be undone.
         */
        post: operations["merge-contacts"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspaces/{workspace}/contacts/{contact}/suppress": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Do not write to a contact */
        post: operations["suppress-contact"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspaces/{workspace}/contacts/{contact}/timeline": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What happened between a contact and the workspace, newest first
         * @description Messages by kind and state, without their texts, blasts the contact got, words on consent, the order not to write that holds, and merges.
         */
        get: operations["contact-timeline"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspaces/{workspace}/contacts/{contact}/unsuppress": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Write to a contact again, as it asked for */
        post: operations["unsuppress-contact"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspaces/{workspace}/conversations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List conversations */
        get: operations["list-conversations"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspaces/{workspace}/conversations/{conversation}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get a conversation */
        get: operations["get-conversation"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspaces/{workspace}/conversations/{conversation}/messages": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the messages of a conversation, the newest first */
        get: operations["list-conversation-messages"];
        put?: never;
        /** Answer in a conversation */
        post: operations["reply"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspaces/{workspace}/conversations/{conversation}/messages/{message}/reaction": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Put an emoji on a message, or take it away */
        put: operations["react-to-message"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspaces/{workspace}/conversations/{conversation}/read": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Mark a conversation as read */
        post: operations["mark-conversation-read"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspaces/{workspace}/erasure-choice": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether people's own data is deleted without asking you */
        get: operations["get-erasure-choice"];
        /** Have people's own data deleted without asking you, or not */
        put: operations["set-erasure-choice"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspaces/{workspace}/erasure-plan": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Count what a deletion would come to
         * @description Changes nothing. What is agreed to afterwards is the hash of this plan.
         */
        post: operations["plan-erasure"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspaces/{workspace}/erasure-requests": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List deletions */
        get: operations["list-erasures"];
        put?: never;
        /**
         * Have data deleted for good
         * @description Needs the name of the workspace and the person's licence code, typed anew. The answer has the code of the public status page, which is shown once.
         */
        post: operations["request-erasure"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspaces/{workspace}/erasure-requests/{erasure}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Look at a deletion */
        get: operations["get-erasure"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspaces/{workspace}/erasure-requests/{erasure}/answer": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Answer a request that came from outside
         * @description For a request that waits for proof. An owner who agrees is one proof; the licence code is another, and needed as long as nobody has shown one. With both, the request waits for the operator. What a person asks for whom the data is about is done when an owner agrees.
         */
        post: operations["answer-erasure"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspaces/{workspace}/erasure-requests/{erasure}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Call a deletion off while its time to think runs */
        post: operations["cancel-erasure"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspaces/{workspace}/erasure-requests/{erasure}/certificate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Download the signed certificate */
        get: operations["download-certificate"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspaces/{workspace}/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Live updates as Server-Sent Events
         * @description Goes on behind the Last-Event-ID header or the cursor parameter, else begins now. The first event, ready, names the cursor. An event reset means that something was missed: read everything anew.
         */
        get: operations["stream-events"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspaces/{workspace}/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Download the whole workspace
         * @description Takes the query ticket, a token of create-export-ticket. The archive is described in docs/export.md.
         */
        get: operations["export-workspace"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspaces/{workspace}/export-tickets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Ask for an export of the whole workspace
         * @description Needs the person's licence code, typed anew. The answer has a token for one download within five minutes.
         */
        post: operations["create-export-ticket"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspaces/{workspace}/fields": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Custom fields */
        get: operations["list-fields"];
        put?: never;
        /** Define a custom field */
        post: operations["create-field"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspaces/{workspace}/fields/{field}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Delete a custom field with all its values */
        delete: operations["delete-field"];
        options?: never;
        head?: never;
        /** Change the label or the options of a custom field */
        patch: operations["update-field"];
        trace?: never;
    };
    "/api/v1/workspaces/{workspace}/groups": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Groups by name */
        get: operations["list-groups"];
        put?: never;
        /** Make a group */
        post: operations["create-group"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspaces/{workspace}/groups/{group}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Delete a group; its members stay */
        delete: operations["delete-group"];
        options?: never;
        head?: never;
        /** Rename a group */
        patch: operations["update-group"];
        trace?: never;
    };
    "/api/v1/workspaces/{workspace}/groups/{group}/members": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Put everyone a filter lets through into a group
         * @description A job does it in the background.
         */
        post: operations["fill-group"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspaces/{workspace}/imports": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Imports, newest first */
        get: operations["list-imports"];
        put?: never;
        /**
         * Upload a CSV or .xlsx file of contacts
         * @description Of a spreadsheet with several filled sheets the field sheet, before the field file, says which one.
         */
        post: operations["upload-import"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspaces/{workspace}/imports/{import}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** An import */
        get: operations["get-import"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspaces/{workspace}/imports/{import}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Stop an import */
        post: operations["cancel-import"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspaces/{workspace}/imports/{import}/check": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Try an import without changing anything */
        post: operations["check-import"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspaces/{workspace}/imports/{import}/errors.csv": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The refused rows, with reasons
         * @description The query lang is id or en.
         */
        get: operations["export-import-errors"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspaces/{workspace}/imports/{import}/mapping": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Say what the columns become */
        put: operations["map-import"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspaces/{workspace}/imports/{import}/start": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Take the rows over */
        post: operations["start-import"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspaces/{workspace}/instagram/accounts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List Instagram accounts */
        get: operations["list-instagram-accounts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspaces/{workspace}/instagram/accounts/{channel}/disconnect": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Disconnect an account
         * @description Everything ends here at once; Instagram is told right after. What was collected stays until it is deleted.
         */
        post: operations["disconnect-instagram"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspaces/{workspace}/instagram/accounts/{channel}/erase": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Delete what was collected from an account
         * @description Deletes what is known of a disconnected account and the events that came in from it: comments, matches of rules, and events as they came. Chats stay.
         */
        post: operations["erase-instagram"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspaces/{workspace}/instagram/accounts/{channel}/sweep": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Look for posts and comments that were never delivered
         * @description A job does it in the background.
         */
        post: operations["sweep-account"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspaces/{workspace}/instagram/comments": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List comments with what became of them */
        get: operations["list-comments"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspaces/{workspace}/instagram/comments/{comment}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Delete a comment at Instagram for good */
        delete: operations["delete-comment"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspaces/{workspace}/instagram/comments/{comment}/hide": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Hide a comment at Instagram, or show it again */
        post: operations["hide-comment"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspaces/{workspace}/instagram/comments/{comment}/reply": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Answer a comment by hand */
        post: operations["reply-to-comment"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspaces/{workspace}/instagram/connect": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Begin to connect an account
         * @description Answers where the person gives consent at Instagram. It counts once, for ten minutes, in the session that asked.
         */
        post: operations["connect-instagram"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspaces/{workspace}/instagram/lab": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Try a rule on comments that were written already
         * @description Nothing is sent.
         */
        post: operations["try-comment-rule"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspaces/{workspace}/instagram/lab/words": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Try keywords on a text
         * @description Nothing is sent or kept.
         */
        post: operations["try-comment-words"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspaces/{workspace}/instagram/matches": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List what rules did */
        get: operations["list-comment-matches"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspaces/{workspace}/instagram/posts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List posts */
        get: operations["list-posts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspaces/{workspace}/instagram/queue": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How many private replies wait */
        get: operations["list-private-reply-lines"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspaces/{workspace}/instagram/rules": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List rules */
        get: operations["list-comment-rules"];
        put?: never;
        /** Make a draft of a rule */
        post: operations["create-comment-rule"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspaces/{workspace}/instagram/rules/order": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Say which rule is asked first */
        post: operations["order-comment-rules"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspaces/{workspace}/instagram/rules/{rule}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get a rule */
        get: operations["get-comment-rule"];
        /** Change a rule */
        put: operations["update-comment-rule"];
        post?: never;
        /** Delete a rule */
        delete: operations["delete-comment-rule"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspaces/{workspace}/instagram/rules/{rule}/pause": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Stop a rule */
        post: operations["pause-comment-rule"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspaces/{workspace}/instagram/rules/{rule}/start": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Put a rule to work */
        post: operations["start-comment-rule"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspaces/{workspace}/instagram/setup": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What the operator enters at Meta */
        get: operations["get-instagram-setup"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspaces/{workspace}/invites": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Invitations that were not used, the newest first */
        get: operations["list-invites"];
        put?: never;
        /**
         * Invite a person into the workspace
         * @description The link is answered this once. Whoever holds it may come in, once, until it ends.
         */
        post: operations["create-invite"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspaces/{workspace}/invites/{invite}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Revoke an invitation */
        delete: operations["revoke-invite"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspaces/{workspace}/invites/{invite}/renew": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Give an invitation another link and time
         * @description The old link is dead at once.
         */
        post: operations["renew-invite"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspaces/{workspace}/jobs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Long work, newest first */
        get: operations["list-jobs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspaces/{workspace}/jobs/{job}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Cancel long work */
        post: operations["cancel-job"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspaces/{workspace}/licence": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The licence of the workspace, its limits and what is used */
        get: operations["get-licence"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspaces/{workspace}/members": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The members */
        get: operations["list-members"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspaces/{workspace}/members/{member}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Take a person out of the workspace
         * @description Works at once, and live streams end. What the person made stays.
         */
        delete: operations["remove-member"];
        options?: never;
        head?: never;
        /**
         * Give a member another role, or the right to send or not
         * @description Only owners act on owners. Nobody gives themselves more rights. The last owner stays one.
         */
        patch: operations["change-member"];
        trace?: never;
    };
    "/api/v1/workspaces/{workspace}/members/{member}/reissue-code": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Give a member another licence code
         * @description The old code and all sessions of the person end at once. The new code is answered this once.
         */
        post: operations["reissue-member-code"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspaces/{workspace}/messages": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The log of everything that goes out, the newest first */
        get: operations["list-messages"];
        put?: never;
        /** Send one message */
        post: operations["send-message"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspaces/{workspace}/messages/export.csv": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The log as CSV
         * @description Takes the filters of the list.
         */
        get: operations["export-messages"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspaces/{workspace}/messages/{message}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get a message that goes out */
        get: operations["get-message"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspaces/{workspace}/report": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What became of the messages of a period
         * @description Days are days in the zone of the workspace. A message counts on the day it was asked for, in the state it has now.
         */
        get: operations["get-report"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspaces/{workspace}/report/export.csv": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A report as CSV
         * @description Takes the filters of the report, and of: days or agents.
         */
        get: operations["export-report"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspaces/{workspace}/report/reply-times": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How long people wait for a first answer */
        get: operations["get-reply-times"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspaces/{workspace}/retention": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What is kept, for how long, and the oldest there is
         * @description Made from what the clean-up itself goes by, and from a look at the data.
         */
        get: operations["list-retention"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspaces/{workspace}/sample": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether there is sample data */
        get: operations["get-sample"];
        put?: never;
        /**
         * Fill an empty workspace with sample data
         * @description For owners. Made-up contacts, a group, a channel whose network is only a model, and the draft of a blast. Nothing of it reaches a network.
         */
        post: operations["create-sample"];
        /**
         * Remove the sample data with all that came of it
         * @description For owners. Contacts, groups and drafts of the workspace's own stay.
         */
        delete: operations["delete-sample"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspaces/{workspace}/segments": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Segments by name */
        get: operations["list-segments"];
        put?: never;
        /** Save a segment */
        post: operations["create-segment"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspaces/{workspace}/segments/count": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * How many contacts rules find, and a few of them
         * @description The rules need not be saved. Counting stops after a moment; exact is false then, and about says how many there are likely to be.
         */
        post: operations["count-segment"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspaces/{workspace}/segments/{segment}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A segment */
        get: operations["get-segment"];
        put?: never;
        post?: never;
        /** Delete a segment that no scheduled blast uses */
        delete: operations["delete-segment"];
        options?: never;
        head?: never;
        /** Change a segment */
        patch: operations["update-segment"];
        trace?: never;
    };
    "/api/v1/workspaces/{workspace}/settings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Change settings */
        patch: operations["update-settings"];
        trace?: never;
    };
    "/api/v1/workspaces/{workspace}/signup-forms": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Sign-up forms by name */
        get: operations["list-signup-forms"];
        put?: never;
        /** Make a sign-up form */
        post: operations["create-signup-form"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspaces/{workspace}/signup-forms/{signup_form}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A sign-up form */
        get: operations["get-signup-form"];
        /**
         * Change a sign-up form
         * @description Who has filled it in before agreed to the words of then.
         */
        put: operations["update-signup-form"];
        post?: never;
        /** Delete a sign-up form; consents stay */
        delete: operations["delete-signup-form"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspaces/{workspace}/signup-forms/{signup_form}/qr.png": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A QR code as PNG
         * @description The query of is page for the form, or chat for a chat with its channel.
         */
        get: operations["get-signup-form-qr-png"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspaces/{workspace}/signup-forms/{signup_form}/qr.svg": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A QR code as SVG
         * @description The query of is page for the form, or chat for a chat with its channel.
         */
        get: operations["get-signup-form-qr-svg"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspaces/{workspace}/stop-all": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Hold everything outgoing, or let it go again
         * @description What is held stays held until the switch is turned off; what comes in still arrives.
         */
        post: operations["stop-all"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspaces/{workspace}/templates": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List templates */
        get: operations["list-templates"];
        put?: never;
        /**
         * Submit a new template to the network
         * @description Answers as soon as the network did. With status SUBMITTING its answer was lost; a later reading of its list settles that.
         */
        post: operations["create-template"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspaces/{workspace}/templates/{template}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get a template */
        get: operations["get-template"];
        /**
         * Replace the parts of a template
         * @description Only of approved, rejected and paused templates that no scheduled or running blast uses; approved ones once in 24 hours and ten times in 30 days.
         */
        put: operations["edit-template"];
        post?: never;
        /**
         * Delete a template on the network
         * @description Refused while scheduled or running blasts use it. The network keeps the name of a deleted template for 30 days.
         */
        delete: operations["delete-template"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspaces/{workspace}/templates/{template}/resume": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Use a paused template again */
        post: operations["resume-template"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspaces/{workspace}/unstored-numbers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Numbers whose messages are not stored */
        get: operations["list-unstored-numbers"];
        put?: never;
        /**
         * Do not store messages of a number
         * @description Messages from and to the number that come in afterwards are dropped in memory. What is stored already stays, and so do messages you send to it, with their statuses. One that is listed already is answered as it is.
         */
        post: operations["add-unstored-number"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspaces/{workspace}/unstored-numbers/{unstored_number}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Store messages of a number again */
        delete: operations["remove-unstored-number"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        ".ReplyInputBody": {
            /** @description Under the post, for everybody to see */
            public?: boolean;
            text: string;
        };
        AcceptOutputBody: {
            /** @description Short name of the workspace. */
            workspace: string;
        };
        AddUnstoredInputBody: {
            phone: string;
        };
        AgentView: {
            /**
             * Format: int64
             * @description Each conversation counts once a day
             */
            conversations: number;
            /** Format: int64 */
            messages: number;
            /**
             * Format: int64
             * @description Unread conversations that this colleague was the last to answer
             */
            open_now: number;
            replies: components["schemas"]["ReplyTimeView"];
            user_id: string;
        };
        AnswerInputBody: {
            /** @description Needed unless the request came with one */
            licence_code?: string;
            /**
             * @description Why a person is refused
             * @enum {string}
             */
            reason?: "not_theirs" | "legal_duty" | "open_matter";
            yes: boolean;
        };
        ApprovalView: {
            /** Format: date-time */
            at: string;
            /** @description Null for the host: who sits at the machine itself */
            by: components["schemas"]["DeskPersonView"] | null;
        };
        ApproveBody: {
            /** @description The person's own, typed anew */
            licence_code: string;
            /** @description The last eight characters of the hash of the plan */
            plan_tail: string;
        };
        Ask: {
            /** @enum {string} */
            purpose: "service" | "reminder" | "promo";
            wording: string;
        };
        AskInputBody: {
            /**
             * Format: int64
             * @description Hours in which it can be called off
             */
            grace_hours: number;
            licence_code: string;
            /** @description Give up the restore points: backups from before the deletion cannot be read for this workspace from then on */
            no_way_back?: boolean;
            /**
             * Format: int64
             * @description How many rows the plan said would go
             */
            plan_gone: number;
            plan_hash: string;
            scope: components["schemas"]["ScopeBody"];
            workspace_name: string;
        };
        AttachmentView: {
            id: string;
            mime: string;
            name: string;
            /** Format: int64 */
            size: number;
        };
        Audience: {
            all: boolean;
            contact_ids?: string[];
            exclude_group_ids?: string[];
            exclude_segment_ids?: string[];
            filter?: components["schemas"]["Filter"];
            /** @description What the segments said at the start. Never part of a request. */
            frozen?: components["schemas"]["Frozen"];
            group_ids?: string[];
            /** @description Phone numbers to add to contact_ids. Who is not a contact becomes one. Never part of an answer. */
            numbers?: string[];
            segment_ids?: string[];
            /**
             * Format: int64
             * @description Skips who got something promotional within so many days.
             */
            skip_promoted_days?: number;
        };
        AuditPerson: {
            id: string;
            /** @description Empty for who is no longer there. */
            name: string;
            username: string;
        };
        AuditView: {
            action: string;
            /** @description Null for the operator and the program itself. */
            actor: components["schemas"]["AuditPerson"] | null;
            /** Format: date-time */
            at: string;
            /**
             * Format: int64
             * @description Number in the record of the whole installation; a gap is another workspace's line.
             */
            seq: number;
            subject_id: string;
            /** @description Whom it was done to, when that is a person. */
            subject_person: components["schemas"]["AuditPerson"] | null;
        };
        BackupGeneration: {
            /** Format: int64 */
            bytes: number;
            /**
             * Format: date-time
             * @description When its keys are destroyed
             */
            ends_at: string;
            /**
             * Format: int64
             * @description Deletions whose data may still be read in it
             */
            erased: number;
            id: string;
            /**
             * Format: int64
             * @description That open a part of it
             */
            keys: number;
            /** Format: date-time */
            made_at: string;
            /** @description Its list can be read and its signature holds */
            whole: boolean;
            /** Format: int64 */
            workspaces: number;
        };
        BackupList: {
            items: components["schemas"]["BackupGeneration"][];
            /** @description The oldest in which erased data may still be read, or null */
            oldest: components["schemas"]["BackupGeneration"] | null;
        };
        BlastCounts: {
            /** Format: int64 */
            accepted: number;
            /** Format: int64 */
            delivered: number;
            /** Format: int64 */
            failed: number;
            /** Format: int64 */
            held: number;
            /** Format: int64 */
            planned: number;
            /** Format: int64 */
            queued: number;
            /** Format: int64 */
            read: number;
            /**
             * Format: int64
             * @description Recipients who wrote back; they also count in one of the states
             */
            replied: number;
            /** Format: int64 */
            sending: number;
            /** Format: int64 */
            sent: number;
            /** Format: int64 */
            skipped: number;
            /** Format: int64 */
            total: number;
            /** Format: int64 */
            unknown: number;
        };
        BlastMessage: {
            /**
             * @description template or text
             * @enum {string}
             */
            kind: "template" | "text";
            template?: components["schemas"]["TemplateRef"];
            text?: string;
            /** @description Place in the template (body.1, header.1, button.0) to text with {{field|fallback}} */
            variables?: {
                [key: string]: string;
            };
        };
        BlastView: {
            audience: components["schemas"]["Audience"];
            channel_id: string | null;
            counts: components["schemas"]["BlastCounts"];
            /** Format: date-time */
            created_at: string;
            created_by: string;
            /** Format: date-time */
            estimated_end: string | null;
            /**
             * Format: int64
             * @description Recipients when the audience has been read to its end
             */
            expected: number;
            /** Format: date-time */
            finished_at: string | null;
            id: string;
            message: components["schemas"]["BlastMessage"];
            /** @enum {string} */
            missing_policy: "skip" | "fallback" | "hold";
            name: string;
            /** @description The blast whose failures this one retries */
            parent_id: string | null;
            /** @enum {string} */
            purpose: "service" | "reminder" | "promo";
            /**
             * Format: double
             * @description Messages a second over the last minutes
             */
            rate: number;
            /** Format: date-time */
            scheduled_at: string | null;
            /** Format: date-time */
            started_at: string | null;
            /** @enum {string} */
            state: "draft" | "scheduled" | "running" | "paused" | "stopping" | "stopped" | "finished" | "held";
            state_reason: string;
            /** Format: int64 */
            version: number;
        };
        BulkInputBody: {
            /** @enum {string} */
            act: "delete" | "suppress" | "set_consent" | "add_to_group" | "remove_from_group";
            /**
             * Format: int64
             * @description How many the person was shown. If more are meant by now, nothing happens. Needed to delete.
             */
            expect?: number;
            /** @description Everyone it lets through; empty is everybody. Either this or ids. */
            filter?: components["schemas"]["Filter"];
            /** @description For the acts on groups. */
            group_id?: string;
            ids?: string[];
            /**
             * @description For a consent.
             * @enum {string}
             */
            purpose?: "service" | "reminder" | "promo";
            /** @description For a consent, in words: where they said so. */
            source?: string;
            /**
             * @description For a consent.
             * @enum {string}
             */
            state?: "granted" | "denied";
        };
        BulkOutputBody: {
            /**
             * Format: date-time
             * @description Until then cancelling the job takes everything back.
             */
            begins_at: string;
            job_id: string;
            /**
             * Format: int64
             * @description How many contacts it is about.
             */
            total: number;
        };
        Button: {
            id: string;
            title: string;
            url?: string;
        };
        ButtonParam: {
            /** Format: int64 */
            index: number;
            sub_type: string;
            value: string;
        };
        Card: {
            emails?: string[];
            name: string;
            phones?: string[];
        };
        ChangeMemberInputBody: {
            can_send?: boolean;
            /** @enum {string} */
            role?: "owner" | "admin" | "agent" | "viewer";
        };
        ChannelShareView: {
            channel_id: string;
            messages: components["schemas"]["FiguresView"];
        };
        ChannelUsage: {
            /** Format: int64 */
            day: number;
            /** Format: int64 */
            hour: number;
            /** Format: int64 */
            minute: number;
        };
        ChannelView: {
            account_id: string;
            /** Format: date-time */
            created_at: string;
            /**
             * Format: int64
             * @description People that may be opened in 24 hours; 0 is unknown
             */
            daily_limit: number;
            display_phone: string;
            external_id: string;
            id: string;
            kind: string;
            limits: components["schemas"]["Limits"];
            name: string;
            pause_reason: string;
            /** Format: date-time */
            paused_until: string | null;
            quality: string;
            /** @enum {string} */
            state: "connected" | "needs_attention" | "disconnected";
            state_reason: string;
            usage: components["schemas"]["ChannelUsage"];
            verified_name: string;
        };
        Check: {
            detail_code: string;
            id: string;
            ok: boolean;
            severity: string;
        };
        CheckedBodyBody: {
            account_id: string;
            checks: components["schemas"]["Check"][];
            /** Format: date-time */
            created_at: string;
            /**
             * Format: int64
             * @description People that may be opened in 24 hours; 0 is unknown
             */
            daily_limit: number;
            display_phone: string;
            external_id: string;
            id: string;
            kind: string;
            limits: components["schemas"]["Limits"];
            name: string;
            pause_reason: string;
            /** Format: date-time */
            paused_until: string | null;
            quality: string;
            /** @enum {string} */
            state: "connected" | "needs_attention" | "disconnected";
            state_reason: string;
            usage: components["schemas"]["ChannelUsage"];
            verified_name: string;
        };
        ChoiceBody: {
            /** @description What belongs to a person goes when the person asks and has proven the number */
            contact_auto: boolean;
        };
        Column: {
            guess: string;
            header: string;
            /** Format: int64 */
            index: number;
            samples: string[];
        };
        ColumnTarget: {
            /** Format: int64 */
            index: number;
            target: string;
        };
        Comment: {
            id: string;
            live?: boolean;
            public?: boolean;
            /** Format: date-time */
            until: string;
        };
        CommentButton: {
            title: string;
            url: string;
        };
        CommentMatchView: {
            /** Format: date-time */
            at: string;
            contact_id: string | null;
            /** @enum {string} */
            follow: "unknown" | "yes" | "no";
            id: string;
            /** @enum {string} */
            outcome: "answered" | "skipped" | "lost";
            /** Format: date-time */
            public_at: string | null;
            reason: string;
            rule_id: string;
            rule_name: string;
            /** @description By private, public and content */
            sends: {
                [key: string]: components["schemas"]["CommentSendView"];
            };
            step: string;
        };
        CommentRuleBody: {
            follow: components["schemas"]["Gate"];
            lead?: components["schemas"]["Lead"];
            match: components["schemas"]["Words"];
            name: string;
            opening?: components["schemas"]["Opening"];
            private?: components["schemas"]["Private"];
            public?: components["schemas"]["Public"];
            repeat: components["schemas"]["Repeat"];
            scope: components["schemas"]["Scope"];
        };
        CommentRuleView: {
            /**
             * Format: int64
             * @description Comments it has answered
             */
            answered: number;
            /** @description The next post it found */
            armed_post: string;
            /** Format: date-time */
            created_at: string;
            follow: components["schemas"]["Gate"];
            id: string;
            lead?: components["schemas"]["Lead"];
            match: components["schemas"]["Words"];
            name: string;
            opening?: components["schemas"]["Opening"];
            /** Format: int64 */
            position: number;
            private?: components["schemas"]["Private"];
            public?: components["schemas"]["Public"];
            repeat: components["schemas"]["Repeat"];
            scope: components["schemas"]["Scope"];
            /** Format: date-time */
            started_at: string | null;
            /** @enum {string} */
            state: "draft" | "active" | "paused";
            /** Format: date-time */
            updated_at: string;
        };
        CommentSendView: {
            code: string;
            /** Format: date-time */
            held_until: string | null;
            id: string;
            reason: string;
            state: string;
            text: string;
        };
        CommentView: {
            /** Format: date-time */
            at: string;
            channel_id: string;
            deleted: boolean;
            hidden: boolean;
            id: string;
            live: boolean;
            matches: components["schemas"]["CommentMatchView"][];
            /** @description The post an advertisement was made from */
            original_post: string;
            own: boolean;
            /** @description Not judged yet */
            pending: boolean;
            post: string;
            /** @description The private reply, by a rule or by hand */
            private_reply: components["schemas"]["CommentSendView"] | null;
            /**
             * Format: date-time
             * @description Until when it may be answered privately; null when it may not, or was
             */
            private_until: string | null;
            product: string;
            /** @description Answers another comment */
            reply: boolean;
            text: string;
            username: string;
        };
        ConnectBodyBody: {
            /** @enum {string} */
            kind: "cloudapi" | "simulated";
            name: string;
            phone_number_id?: string;
            /** @description Access token; kept encrypted and never shown again */
            token?: string;
            /** @description WhatsApp Business Account id */
            waba_id?: string;
        };
        ConnectInputBody: {
            /** @description Ask who it is, so that another account can be chosen */
            another?: boolean;
        };
        ConnectOutputBody: {
            /** @description Where the person gives consent */
            url: string;
        };
        ConsentChangeView: {
            /** @description User id of who noted it, null for the machine. */
            actor: string | null;
            /** Format: date-time */
            at: string;
            /** @enum {string} */
            purpose: "service" | "reminder" | "promo";
            /** @description In words: where the contact said so. */
            source: string;
            /** @enum {string} */
            state: "granted" | "denied";
        };
        ConsentInputBody: {
            /** @description In words: where the contact said so. */
            source: string;
            /** @enum {string} */
            state: "granted" | "denied";
        };
        ConsentView: {
            /** Format: date-time */
            at: string;
            source: string;
            /** @enum {string} */
            state: "granted" | "denied";
        };
        ConsentsView: {
            promo: components["schemas"]["ConsentView"] | null;
            reminder: components["schemas"]["ConsentView"] | null;
            service: components["schemas"]["ConsentView"] | null;
        };
        ContactView: {
            consents: components["schemas"]["ConsentsView"];
            /** Format: date-time */
            created_at: string;
            email: string;
            fields: {
                [key: string]: unknown;
            };
            groups: components["schemas"]["GroupRefView"][];
            /** @description How accounts of other networks know the contact. */
            handles: components["schemas"]["HandleView"][];
            id: string;
            name: string;
            /** @description E.164, null if unknown. */
            phone: string | null;
            phone_display: string;
            suppressed: components["schemas"]["SuppressionView"] | null;
            /** Format: date-time */
            updated_at: string;
            /** @description WhatsApp user id, null if unknown. */
            user_id: string | null;
        };
        Content: {
            comment?: components["schemas"]["Comment"];
            contacts?: components["schemas"]["Card"][];
            human_agent?: boolean;
            interactive?: components["schemas"]["Interactive"];
            location?: components["schemas"]["Location"];
            media?: components["schemas"]["Media"];
            reaction?: components["schemas"]["Reaction"];
            reply?: components["schemas"]["Reply"];
            reply_to?: string;
            share?: components["schemas"]["Share"];
            story?: components["schemas"]["Story"];
            template?: components["schemas"]["Template"];
            text?: components["schemas"]["Text"];
            type: string;
            unsupported?: string;
        };
        ConversationView: {
            channel_id: string;
            contact: components["schemas"]["PersonView"];
            /**
             * Format: date-time
             * @description Until when a person may still answer after the window; null where there is no such time
             */
            human_until: string | null;
            id: string;
            /** Format: date-time */
            last_at: string | null;
            /** @enum {string} */
            last_direction: "in" | "out" | "";
            last_preview: string;
            /** @description State of the last message when it went out */
            last_state: string;
            last_type: string;
            /** Format: int64 */
            unread: number;
            /**
             * Format: date-time
             * @description Until when anything but a template may be sent
             */
            window_until: string | null;
        };
        Count: {
            /** Format: int64 */
            count: number;
            reason: string;
        };
        CountOutputBody: {
            /** Format: int64 */
            count: number;
            /** @description False: there are more, which takes longer to count: ask with whole=true. */
            exact: boolean;
        };
        CountSegmentInputBody: {
            rules: components["schemas"]["Rules"];
        };
        CountSegmentOutputBody: {
            /**
             * Format: int64
             * @description How many there are likely to be.
             */
            about: number;
            /**
             * Format: int64
             * @description How many were found; not exact means at least so many.
             */
            count: number;
            exact: boolean;
            /** @description A few of them, newest first. */
            sample: components["schemas"]["ContactView"][];
        };
        Counts: {
            /** Format: int64 */
            duplicate: number;
            /** Format: int64 */
            invalid: number;
            /** Format: int64 */
            new: number;
            /** Format: int64 */
            suppressed: number;
            /** Format: int64 */
            unchanged: number;
            /** Format: int64 */
            updated: number;
        };
        CreateFieldInputBody: {
            /** @description How templates name it; made from the label if left out. */
            key?: string;
            label: string;
            options?: string[];
            /** @enum {string} */
            type: "text" | "number" | "date" | "list" | "yes_no" | "url";
        };
        CreateInputBody: {
            name: string;
        };
        CreateSegmentInputBody: {
            name: string;
            rules: components["schemas"]["Rules"];
        };
        DayView: {
            /** Format: date */
            day: string;
            messages: components["schemas"]["FiguresView"];
            /** Format: int64 */
            opt_outs: number;
            replies: components["schemas"]["ReplyTimeView"];
        };
        Deletion: {
            /**
             * Format: date-time
             * @description Until when owners have to answer the person who asks
             */
            answer_by: string | null;
            /** @description Of the plan as it is */
            approvals: components["schemas"]["ApprovalView"][];
            /**
             * Format: int64
             * @description How many different operators must agree to the plan
             */
            approvals_needed: number;
            /** @description Who asks has agreed to this plan already */
            approved_by_me: boolean;
            /**
             * Format: int64
             * @description How often it was carried out without being proven
             */
            attempts: number;
            certificate: boolean;
            /** @description Only this Instagram account, when Meta asked for it */
            channel_id: string | null;
            checks: components["schemas"]["EraseCheck"][];
            /**
             * Format: int64
             * @description Values that the scanner found before the deletion
             */
            control: number;
            done: components["schemas"]["Line"][];
            /** Format: date-time */
            done_at: string | null;
            /**
             * Format: date-time
             * @description By when it is promised
             */
            due_at: string;
            /** @description Why and since when it may take longer */
            extension: components["schemas"]["Extension"] | null;
            external: components["schemas"]["EraseOutcome"][];
            /** Format: date-time */
            grace_until: string | null;
            /**
             * Format: date-time
             * @description When a hold is looked at again and the deletion goes on by itself
             */
            hold_until: string | null;
            id: string;
            /** Format: date-time */
            live_erased_at: string | null;
            /** @description The restore points are given up with it */
            no_way_back: boolean;
            /** @description What operators wrote for each other */
            notes: components["schemas"]["NoteView"][];
            plan: components["schemas"]["PlanView"];
            /** @description What was shown so far of who asks from outside */
            proofs: ("licence" | "session" | "phone")[];
            /** @description Code of why it was refused or is held, or what could not be proven */
            reason: string;
            /** Format: date-time */
            received_at: string;
            /**
             * Format: int64
             * @description Backups that cannot be read for this workspace any more because of it
             */
            restore_points_destroyed: number;
            scan: components["schemas"]["Scan"];
            scope: components["schemas"]["ScopeBody"];
            /** @enum {string} */
            stage: "ledger" | "freeze" | "external" | "drain" | "rows" | "storage" | "verify" | "proof" | "";
            /** @enum {string} */
            state: "received" | "acknowledged" | "identity_pending" | "verified" | "planned" | "approved" | "grace" | "executing" | "verifying" | "live_erased" | "backup_wait" | "complete" | "expired" | "refused" | "cancelled" | "on_hold" | "failed_verification" | "no_data_found";
            /** @description Of the public status page; only in the answer to the request */
            status_code?: string;
            steps: components["schemas"]["ErasureStep"][];
            /** @description Every step with who took it */
            trail: components["schemas"]["TrailView"][];
            /**
             * Format: int64
             * @description How many of a hundred parts of the time until it is due are over; 0 when nobody waits for it
             */
            used: number;
            /** @enum {string} */
            way: "app" | "operator" | "meta" | "form" | "email" | "contact";
            /** @description Null when it is gone, and when the request led to nobody's */
            workspace: components["schemas"]["DeskWorkspaceView"] | null;
        };
        DeletionCounts: {
            /**
             * Format: int64
             * @description More than four fifths are over
             */
            close: number;
            /** Format: int64 */
            done: number;
            /**
             * Format: int64
             * @description More than half of the time is over
             */
            half: number;
            /** Format: int64 */
            held: number;
            /**
             * Format: int64
             * @description All of it is over
             */
            late: number;
            /** Format: int64 */
            open: number;
            /** Format: int64 */
            unproven: number;
            /** Format: int64 */
            waiting: number;
        };
        DeletionEndView: {
            /**
             * Format: date-time
             * @description null while it is not proven
             */
            at: string | null;
            /** Format: uuid */
            erasure_id: string;
            /**
             * @description Not proven, so that the operator has to look; gone from everything in use, with a certificate; gone from backups too.
             * @enum {string}
             */
            state: "failed_verification" | "live_erased" | "complete";
        };
        DeletionQueue: {
            counts: components["schemas"]["DeletionCounts"];
            items: components["schemas"]["Deletion"][];
        };
        DeletionReport: {
            /** @description erased, refused, cancelled, expired, no_data_found, open */
            ends: components["schemas"]["Number"][];
            /** Format: date-time */
            from: string;
            /**
             * Format: int64
             * @description On hold at some time
             */
            held: number;
            /**
             * Format: int64
             * @description Not erased by the day they were due
             */
            late: number;
            /** Format: int64 */
            longest_seconds: number;
            /**
             * Format: int64
             * @description From receipt until everything in use was erased
             */
            median_seconds: number;
            /** Format: int64 */
            received: number;
            /** @description By reason */
            refusals: components["schemas"]["Number"][];
            scopes: components["schemas"]["Number"][];
            /**
             * Format: int64
             * @description Of how many the times are
             */
            timed: number;
            /**
             * Format: int64
             * @description Not proven at some time
             */
            unproven: number;
            /**
             * Format: date-time
             * @description Not included
             */
            until: string;
            ways: components["schemas"]["Number"][];
        };
        DeletionView: {
            /**
             * Format: int64
             * @description Requests from outside that wait for an answer of owners; 0 for others
             */
            asks: number;
            /**
             * Format: date-time
             * @description When it begins, once it is scheduled
             */
            begins_at: string | null;
            /** @description Those that ended in the last three days, and that could not be proven */
            ends: components["schemas"]["DeletionEndView"][];
            /** @description A deletion was asked for and has not begun */
            waits: boolean;
            /** @description It is of the whole workspace */
            whole: boolean;
        };
        DeskPersonView: {
            id: string;
            /** @description Empty for who is no longer there */
            name: string;
        };
        DeskWorkspaceView: {
            id: string;
            name: string;
            slug: string;
        };
        DraftBody: {
            email?: string;
            /** @description By key; null removes a value. */
            fields?: {
                [key: string]: unknown;
            };
            group_ids?: string[];
            name?: string;
            /** @description As people write it; empty removes it. */
            phone?: string;
            user_id?: string;
        };
        EndedOutputBody: {
            /**
             * Format: int64
             * @description How many sessions there were.
             */
            ended: number;
        };
        EraseCheck: {
            category?: string;
            /** Format: int64 */
            found: number;
            kind: string;
            places?: components["schemas"]["Place"][];
            table?: string;
        };
        EraseInputBody: {
            /** @description The name of the account */
            confirm: string;
        };
        EraseOutcome: {
            /** Format: date-time */
            at: string;
            code?: string;
            ok: boolean;
            what: string;
        };
        EraseOutputBody: {
            /**
             * Format: int64
             * @description How many events were deleted
             */
            events: number;
        };
        ErasureStep: {
            /**
             * @description What was done without moving it, or empty
             * @enum {string}
             */
            act: "" | "approval" | "extension";
            /** Format: date-time */
            at: string;
            reason: string;
            state: string;
        };
        ErasureView: {
            /**
             * Format: date-time
             * @description Until when owners have to answer the person who asks
             */
            answer_by: string | null;
            certificate: boolean;
            /** @description Only this Instagram account, when Meta asked for it */
            channel_id: string | null;
            checks: components["schemas"]["EraseCheck"][];
            /**
             * Format: int64
             * @description Values that the scanner found before the deletion
             */
            control: number;
            done: components["schemas"]["Line"][];
            /** Format: date-time */
            done_at: string | null;
            /**
             * Format: date-time
             * @description By when it is promised
             */
            due_at: string;
            /** @description Why and since when it may take longer */
            extension: components["schemas"]["Extension"] | null;
            external: components["schemas"]["EraseOutcome"][];
            /** Format: date-time */
            grace_until: string | null;
            /**
             * Format: date-time
             * @description When a hold is looked at again and the deletion goes on by itself
             */
            hold_until: string | null;
            id: string;
            /** Format: date-time */
            live_erased_at: string | null;
            /** @description The restore points are given up with it */
            no_way_back: boolean;
            plan: components["schemas"]["PlanView"];
            /** @description What was shown so far of who asks from outside */
            proofs: ("licence" | "session" | "phone")[];
            /** @description Code of why it was refused or is held, or what could not be proven */
            reason: string;
            /** Format: date-time */
            received_at: string;
            /**
             * Format: int64
             * @description Backups that cannot be read for this workspace any more because of it
             */
            restore_points_destroyed: number;
            scan: components["schemas"]["Scan"];
            scope: components["schemas"]["ScopeBody"];
            /** @enum {string} */
            stage: "ledger" | "freeze" | "external" | "drain" | "rows" | "storage" | "verify" | "proof" | "";
            /** @enum {string} */
            state: "received" | "acknowledged" | "identity_pending" | "verified" | "planned" | "approved" | "grace" | "executing" | "verifying" | "live_erased" | "backup_wait" | "complete" | "expired" | "refused" | "cancelled" | "on_hold" | "failed_verification" | "no_data_found";
            /** @description Of the public status page; only in the answer to the request */
            status_code?: string;
            steps: components["schemas"]["ErasureStep"][];
            /** @enum {string} */
            way: "app" | "operator" | "meta" | "form" | "email" | "contact";
        };
        ExtendBody: {
            /** Format: int64 */
            days: number;
            /** @description The person's own, typed anew */
            licence_code: string;
            /** @description For operators only */
            note?: string;
            /** @enum {string} */
            reason: "complex" | "dispute" | "legal_order" | "not_identified" | "other";
        };
        Extension: {
            /** Format: date-time */
            at: string;
            /** Format: int64 */
            days: number;
            /** @enum {string} */
            reason: "complex" | "dispute" | "legal_order" | "not_identified" | "other";
        };
        FailureView: {
            class: string;
            code: string;
            /** Format: int64 */
            count: number;
            reason: string;
            retryable: boolean;
            /** @enum {string} */
            state: "failed" | "unknown";
        };
        FieldView: {
            id: string;
            key: string;
            label: string;
            options: string[];
            /** @enum {string} */
            type: "text" | "number" | "date" | "list" | "yes_no" | "url";
        };
        FiguresView: {
            /**
             * Format: int64
             * @description Of those sent, what reached a phone
             */
            delivered: number;
            /** Format: int64 */
            failed: number;
            /**
             * Format: int64
             * @description Of those delivered, what was read
             */
            read: number;
            /**
             * Format: int64
             * @description Answered by the recipient within seven days, before anything else was sent
             */
            replied: number;
            /**
             * Format: int64
             * @description The network took it
             */
            sent: number;
            /** Format: int64 */
            skipped: number;
            /**
             * Format: int64
             * @description Every message: waiting, sent, failed, skipped and unknown together
             */
            total: number;
            /** Format: int64 */
            unknown: number;
            /**
             * Format: int64
             * @description Not handed to the network yet
             */
            waiting: number;
        };
        FillGroupInputBody: {
            /** @description Empty is everybody. */
            filter: components["schemas"]["Filter"];
        };
        FillGroupOutputBody: {
            job_id: string;
            /**
             * Format: int64
             * @description How many people it is about.
             */
            total: number;
        };
        Filter: {
            consent?: string;
            fields?: {
                [key: string]: string;
            };
            group?: string;
            has_phone?: boolean;
            search?: string;
            segment?: string;
            suppressed?: boolean;
        };
        FormButtonView: {
            /** @description Of the variable in the address; the code that is copied */
            example?: string;
            phone?: string;
            text?: string;
            /** @description quick_reply, url, phone_number or copy_code */
            type: string;
            /** @description May end with {{1}} */
            url?: string;
        };
        FormHeaderView: {
            /** @description The file shown as the example */
            attachment_id?: string;
            /** @description Of the variable in the text */
            example?: string;
            /**
             * @description location cannot be written here
             * @enum {string}
             */
            format: "none" | "text" | "image" | "video" | "document" | "location";
            text?: string;
        };
        FormParts: {
            /** @description With variables {{1}}, {{2}} or {{name}} */
            body: string;
            buttons: components["schemas"]["FormButtonView"][];
            /** @description MARKETING or UTILITY */
            category: string;
            /** @description Of the variables of the body, by number or name */
            examples: {
                [key: string]: string;
            };
            footer?: string;
            header: components["schemas"]["FormHeaderView"];
        };
        FrequencyCap: {
            /** Format: int64 */
            count: number;
            /** Format: int64 */
            days: number;
        };
        Frozen: {
            /** Format: date-time */
            at: string;
            segments: components["schemas"]["FrozenSegment"][];
        };
        FrozenSegment: {
            id: string;
            name: string;
            rules: components["schemas"]["Rules"];
        };
        Gate: {
            button?: string;
            /** @enum {string} */
            policy: "send" | "skip" | "verify";
            /** @description Asks to follow */
            text?: string;
        };
        GroupBody: {
            name: string;
        };
        GroupRefView: {
            id: string;
            name: string;
        };
        GroupView: {
            /** Format: int64 */
            count: number;
            id: string;
            name: string;
        };
        HandleView: {
            channel_id: string;
            /** @enum {string} */
            network: "instagram";
            /** @description Id of an attachment, empty for none. */
            picture_id: string;
            /** @description Empty while it is not known. */
            username: string;
        };
        Header: {
            media?: components["schemas"]["Media"];
            text?: string;
            type: string;
        };
        HideInputBody: {
            hide: boolean;
        };
        HoldBody: {
            /** @description The person's own, typed anew */
            licence_code: string;
            /** @description For operators only */
            note?: string;
            /** @enum {string} */
            reason: "dispute" | "legal_order" | "not_owner" | "not_identified" | "duplicate" | "other";
            /**
             * Format: date
             * @description On this day it goes on by itself
             */
            review_on: string;
        };
        IceBreakers: {
            questions: string[];
        };
        ImportBody: {
            /**
             * Format: date
             * @description Of the list
             */
            date: string;
            /** @description As Meta wrote them: digits */
            ids: string[];
            /** @description The person's own, typed anew */
            licence_code: string;
        };
        ImportView: {
            columns: components["schemas"]["Column"][];
            counts: components["schemas"]["Counts"];
            /** Format: date-time */
            created_at: string;
            error_code: string;
            file_name: string;
            id: string;
            job_id: string | null;
            mapping: components["schemas"]["MappingView"];
            progress: components["schemas"]["ProgressView"];
            /** Format: int64 */
            row_count: number;
            /** @enum {string} */
            state: "uploaded" | "checking" | "checked" | "running" | "done" | "failed" | "cancelled";
            /** Format: date-time */
            updated_at: string;
        };
        Imported: {
            /** @description Of the status page, which Meta or the person is told */
            code: string;
            id: string;
            status_url: string;
        };
        ImportedList: {
            items: components["schemas"]["Imported"][];
        };
        InboxAttachmentView: {
            id: string;
            mime: string;
            name: string;
            /** Format: int64 */
            size: number;
            /** @enum {string} */
            state: "pending" | "ready" | "missing";
        };
        InboxReaction: {
            direction: string;
            emoji: string;
        };
        InstagramAccount: {
            check_error: string;
            /** Format: date-time */
            checked_at: string | null;
            /**
             * Format: int64
             * @description Events that are kept
             */
            collected: number;
            /** @description What to send to delete what was collected */
            confirm: string;
            /** Format: date-time */
            connected_at: string | null;
            /** Format: int64 */
            followers: number;
            /** @description That of its channel */
            id: string;
            /**
             * Format: date-time
             * @description Exact to a minute
             */
            last_event: string | null;
            /** @description Instagram could not be told yet; it is tried for a day */
            leaving: boolean;
            /** Format: date-time */
            left_at: string | null;
            name: string;
            permissions: components["schemas"]["InstagramPermission"][];
            /** @description Attachment with a copy of the picture */
            picture_id: string | null;
            refresh_error: string;
            /** @description Instagram has been told that the account left */
            revoked: boolean;
            /** @enum {string} */
            state: "connected" | "needs_attention" | "disconnected";
            state_reason: string;
            /** Format: date-time */
            token_expires: string | null;
            /** @description The token ends within a week and could not be refreshed */
            token_expiring: boolean;
            /** Format: date-time */
            token_refreshed: string | null;
            /** @description BUSINESS or MEDIA_CREATOR */
            type: string;
            username: string;
            /**
             * @description Whether events are delivered; empty is not known
             * @enum {string}
             */
            webhook: "on" | "off" | "";
        };
        InstagramPermission: {
            granted: boolean;
            name: string;
        };
        InstagramSetup: {
            app_configured: boolean;
            app_id: string;
            deauthorize_url: string;
            deletion_url: string;
            permissions: string[];
            /** @description Whether Meta can reach the addresses: they are HTTPS */
            public: boolean;
            redirect_url: string;
            verify_token: string;
            webhook_url: string;
        };
        Interactive: {
            body: string;
            buttons?: components["schemas"]["Button"][];
            display_text?: string;
            footer?: string;
            header?: components["schemas"]["Header"];
            kind: string;
            list_title?: string;
            sections?: components["schemas"]["Section"][];
            url?: string;
        };
        InteractiveReply: {
            /** @description At most 1,024 characters unless it is a list */
            body: string;
            /** @description kind button: what the buttons say, each another thing, at most three; kind quick_replies: at most thirteen */
            buttons?: components["schemas"]["InteractiveTitle"][];
            /** @description kind cta_url: what the link says */
            display_text?: string;
            footer?: string;
            header?: string;
            /**
             * @description Lists are for WhatsApp, quick replies for Instagram, which knows no header and no footer
             * @enum {string}
             */
            kind: "button" | "list" | "cta_url" | "quick_replies";
            /** @description kind list: what opens it */
            list_title?: string;
            /** @description kind list: ten rows in all */
            sections?: components["schemas"]["ListSection"][];
            /** @description kind cta_url */
            url?: string;
        };
        InteractiveTitle: {
            title: string;
        };
        InviteInputBody: {
            can_send?: boolean;
            /**
             * Format: int64
             * @description How long the link works; 72 unless said.
             */
            hours?: number;
            /** @description Of the person who is asked. */
            name: string;
            /** @description For those who manage the workspace. */
            note?: string;
            /** @enum {string} */
            role: "owner" | "admin" | "agent" | "viewer";
        };
        InviteToken: {
            /** @description What stands behind /join/ in the link. */
            token: string;
        };
        InviteView: {
            can_send: boolean;
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            expires_at: string;
            id: string;
            /** @description Name of the person who sent it. */
            invited_by: string;
            name: string;
            note: string;
            /** @enum {string} */
            role: "owner" | "admin" | "agent" | "viewer";
            /**
             * @description void: who sent it may not let people in any more.
             * @enum {string}
             */
            state: "open" | "expired" | "void";
        };
        JobView: {
            /** Format: date-time */
            created_at: string;
            created_by: string | null;
            /** Format: int64 */
            done: number;
            error_code: string;
            /** Format: date-time */
            finished_at: string | null;
            id: string;
            kind: string;
            /** @enum {string} */
            state: "running" | "paused" | "done" | "failed" | "cancelled";
            title_key: string;
            /**
             * Format: int64
             * @description 0 while unknown.
             */
            total: number;
            /** Format: date-time */
            updated_at: string;
        };
        JoinInputBody: {
            /** @enum {string} */
            language: "id" | "en";
            /** @description What others see. */
            name: string;
            /** @description What stands behind /join/ in the link. */
            token: string;
            username: string;
        };
        JoinOutputBody: {
            /** @description Shown this once; only its keyed hash is kept. */
            licence_code: string;
            username: string;
            /** @description Short name of the workspace. */
            workspace: string;
        };
        LaneShareView: {
            /** @enum {string} */
            lane: "human" | "api" | "bot" | "sequence" | "blast";
            messages: components["schemas"]["FiguresView"];
        };
        Lead: {
            /** @description When the answer was not one */
            again: string;
            /** @description Asks for the e-mail address; empty does not ask */
            email?: string;
            /** @description Whoever answered joins this group */
            group_id?: string;
            /** @description Asks for the number; empty does not ask */
            phone?: string;
            /** @description The question says that promotion follows: the answer is a consent to it */
            promo?: boolean;
            thanks: string;
        };
        LedgerCheck: {
            head: string;
            /** @description No line was changed, removed, added or moved */
            holds: boolean;
            /**
             * Format: int64
             * @description As far as it holds
             */
            lines: number;
        };
        LedgerLine: {
            /** @description One account of Instagram alone is meant */
            account: boolean;
            /** Format: date-time */
            at: string;
            categories: string[];
            /**
             * Format: int64
             * @description How many contacts are meant
             */
            contacts: number;
            hash: string;
            /** @enum {string} */
            kind: "intent" | "done" | "restored" | "unchecked";
            /** @description Empty for a restore */
            request_id: string;
            /** Format: int64 */
            seq: number;
            whole: boolean;
            workspace_id: string;
        };
        LedgerView: {
            /** @description Hash of the last line */
            head: string;
            items: components["schemas"]["LedgerLine"][];
            /**
             * Format: int64
             * @description How many there are
             */
            lines: number;
            /**
             * Format: int64
             * @description What to ask with as before for older lines; 0 when there are none
             */
            next: number;
        };
        LicenceDetails: {
            /** @description Of this workspace. */
            channels: components["schemas"]["LimitView"];
            licence: components["schemas"]["LicenceView"];
            may_send: boolean;
            /** @description Of this workspace; open invitations count. */
            members: components["schemas"]["LimitView"];
            /** @description Only reading, exporting, deleting and what protects people still work. */
            read_only: boolean;
            /** @description Of the whole licence. */
            workspaces: components["schemas"]["LimitView"];
        };
        LicenceView: {
            /**
             * Format: int64
             * @description Days that begin before the end; not there when it never ends.
             */
            days_left?: number;
            /** Format: date-time */
            expires_at: string | null;
            /** @enum {string} */
            state: "active" | "expiring" | "expired" | "suspended";
            suspend_reason?: string;
            /**
             * Format: int64
             * @description How urgent the warning before the end is; not there when there is none.
             * @enum {integer}
             */
            warn_days?: 14 | 7 | 1;
        };
        LimitView: {
            /**
             * Format: int64
             * @description 0 is no limit.
             */
            limit: number;
            /** Format: int64 */
            used: number;
        };
        Limits: {
            /** Format: int64 */
            batch_size: number;
            /** Format: int64 */
            max_gap_ms: number;
            /** Format: int64 */
            min_gap_ms: number;
            /** Format: int64 */
            new_per_day: number;
            /** Format: int64 */
            per_day: number;
            /** Format: int64 */
            per_hour: number;
            /** Format: int64 */
            per_minute: number;
            /** Format: int64 */
            per_second: number;
            /**
             * Format: int64
             * @description Private replies to comments
             */
            private_per_hour?: number;
            /**
             * Format: int64
             * @description Private replies to comments
             */
            private_per_minute?: number;
            /** Format: int64 */
            rest_seconds: number;
        };
        Line: {
            /** Format: int64 */
            bytes?: number;
            category: string;
            /** Format: int64 */
            files?: number;
            method: string;
            reason?: string;
            /** Format: int64 */
            rows: number;
            table: string;
        };
        LineView: {
            channel_id: string;
            /**
             * Format: date-time
             * @description When the last of them may leave; null when none is held back
             */
            last_at: string | null;
            /** Format: int64 */
            per_hour: number;
            /** Format: int64 */
            waiting: number;
        };
        LinkView: {
            invite: components["schemas"]["InviteView"];
            /** @description Of the link, on the address the interface is opened at. Shown this once; only a keyed hash of its secret is kept. */
            path: string;
        };
        ListAuditView: {
            items: components["schemas"]["AuditView"][];
            /** @description Cursor of the next page, null on the last. */
            next: string | null;
        };
        ListBlastView: {
            items: components["schemas"]["BlastView"][];
            /** @description Cursor of the next page, null on the last. */
            next: string | null;
        };
        ListChannelView: {
            items: components["schemas"]["ChannelView"][];
            /** @description Cursor of the next page, null on the last. */
            next: string | null;
        };
        ListCommentRuleView: {
            items: components["schemas"]["CommentRuleView"][];
            /** @description Cursor of the next page, null on the last. */
            next: string | null;
        };
        ListCommentView: {
            items: components["schemas"]["CommentView"][];
            /** @description Cursor of the next page, null on the last. */
            next: string | null;
        };
        ListConsentChangeView: {
            items: components["schemas"]["ConsentChangeView"][];
            /** @description Cursor of the next page, null on the last. */
            next: string | null;
        };
        ListContactView: {
            items: components["schemas"]["ContactView"][];
            /** @description Cursor of the next page, null on the last. */
            next: string | null;
        };
        ListConversationView: {
            items: components["schemas"]["ConversationView"][];
            /** @description Cursor of the next page, null on the last. */
            next: string | null;
        };
        ListFieldView: {
            items: components["schemas"]["FieldView"][];
            /** @description Cursor of the next page, null on the last. */
            next: string | null;
        };
        ListGroupView: {
            items: components["schemas"]["GroupView"][];
            /** @description Cursor of the next page, null on the last. */
            next: string | null;
        };
        ListImportView: {
            items: components["schemas"]["ImportView"][];
            /** @description Cursor of the next page, null on the last. */
            next: string | null;
        };
        ListInstagramAccount: {
            items: components["schemas"]["InstagramAccount"][];
            /** @description Cursor of the next page, null on the last. */
            next: string | null;
        };
        ListInviteView: {
            items: components["schemas"]["InviteView"][];
            /** @description Cursor of the next page, null on the last. */
            next: string | null;
        };
        ListJobView: {
            items: components["schemas"]["JobView"][];
            /** @description Cursor of the next page, null on the last. */
            next: string | null;
        };
        ListLineView: {
            items: components["schemas"]["LineView"][];
            /** @description Cursor of the next page, null on the last. */
            next: string | null;
        };
        ListLoggedMatchView: {
            items: components["schemas"]["LoggedMatchView"][];
            /** @description Cursor of the next page, null on the last. */
            next: string | null;
        };
        ListMemberView: {
            items: components["schemas"]["MemberView"][];
            /** @description Cursor of the next page, null on the last. */
            next: string | null;
        };
        ListMessageView: {
            items: components["schemas"]["MessageView"][];
            /** @description Cursor of the next page, null on the last. */
            next: string | null;
        };
        ListMomentView: {
            items: components["schemas"]["MomentView"][];
            /** @description Cursor of the next page, null on the last. */
            next: string | null;
        };
        ListOutputBody: {
            items: components["schemas"]["ErasureView"][];
        };
        ListPostView: {
            items: components["schemas"]["PostView"][];
            /** @description Cursor of the next page, null on the last. */
            next: string | null;
        };
        ListPreviewView: {
            items: components["schemas"]["PreviewView"][];
            /** @description Cursor of the next page, null on the last. */
            next: string | null;
        };
        ListRecipientView: {
            items: components["schemas"]["RecipientView"][];
            /** @description Cursor of the next page, null on the last. */
            next: string | null;
        };
        ListRetentionView: {
            items: components["schemas"]["RetentionView"][];
            /** @description Cursor of the next page, null on the last. */
            next: string | null;
        };
        ListRow: {
            description?: string;
            title: string;
        };
        ListSection: {
            rows: components["schemas"]["ListRow"][];
            title?: string;
        };
        ListSegmentView: {
            items: components["schemas"]["SegmentView"][];
            /** @description Cursor of the next page, null on the last. */
            next: string | null;
        };
        ListSendView: {
            items: components["schemas"]["SendView"][];
            /** @description Cursor of the next page, null on the last. */
            next: string | null;
        };
        ListSessionView: {
            items: components["schemas"]["SessionView"][];
            /** @description Cursor of the next page, null on the last. */
            next: string | null;
        };
        ListSignupFormView: {
            items: components["schemas"]["SignupFormView"][];
            /** @description Cursor of the next page, null on the last. */
            next: string | null;
        };
        ListTemplateView: {
            items: components["schemas"]["TemplateView"][];
            /** @description Cursor of the next page, null on the last. */
            next: string | null;
        };
        ListWorkspaceRef: {
            items: components["schemas"]["WorkspaceRef"][];
            /** @description Cursor of the next page, null on the last. */
            next: string | null;
        };
        Location: {
            address?: string;
            /** Format: double */
            latitude: number;
            /** Format: double */
            longitude: number;
            name?: string;
            url?: string;
        };
        LoggedMatchView: {
            /** Format: date-time */
            at: string;
            comment_id: string;
            contact_id: string | null;
            /** @enum {string} */
            follow: "unknown" | "yes" | "no";
            id: string;
            /** @enum {string} */
            outcome: "answered" | "skipped" | "lost";
            /** Format: date-time */
            public_at: string | null;
            reason: string;
            rule_id: string;
            rule_name: string;
            /** @description By private, public and content */
            sends: {
                [key: string]: components["schemas"]["CommentSendView"];
            };
            step: string;
            /** @description Of the comment; empty once it was forgotten */
            text: string;
            username: string;
            /** Format: date-time */
            written_at: string | null;
        };
        LoginInputBody: {
            /** @description As it was given: dashes, spaces and case do not matter. */
            licence_code: string;
            username: string;
        };
        LoginOutputBody: {
            user: components["schemas"]["UserView"];
            workspaces: components["schemas"]["WorkspaceRef"][];
        };
        LookOutputBody: {
            can_send: boolean;
            /** Format: date-time */
            expires_at: string;
            /** @description Name of the person who sent it. */
            invited_by: string;
            /** @description Who is logged in on this device. */
            logged_in: components["schemas"]["UserView"] | null;
            /** @description Of the person who is asked. */
            name: string;
            /** @enum {string} */
            role: "owner" | "admin" | "agent" | "viewer";
            workspace_name: string;
        };
        MappingView: {
            columns: components["schemas"]["ColumnTarget"][];
            /** @description Per purpose, in words: where the people in the file agreed. */
            consent?: {
                [key: string]: string;
            };
            group_ids?: string[];
            update_existing?: boolean;
        };
        MeOutputBody: {
            /** @description Sessions travel unprotected; every page warns of it. */
            insecure_cookie: boolean;
            /** @description Works the deletion desk. */
            operator: boolean;
            session: components["schemas"]["SessionStruct"];
            user: components["schemas"]["UserView"];
            version: string;
            workspaces: components["schemas"]["WorkspaceRef"][];
        };
        Media: {
            animated?: boolean;
            attachment_id?: string;
            caption?: string;
            external_id?: string;
            filename?: string;
            mime?: string;
            sha256?: string;
            voice?: boolean;
        };
        MemberView: {
            can_send: boolean;
            name: string;
            /** @enum {string} */
            role: "owner" | "admin" | "agent" | "viewer";
            user_id: string;
            username: string;
        };
        MergeInputBody: {
            /**
             * Format: uuid
             * @description The contact that goes.
             */
            other: string;
            /** @description Whose value is kept, this or other, by name, phone, user_id, email and fields.<key>. Without a winner it is that of this contact, or of the other one if this has none. */
            winner?: {
                [key: string]: string;
            };
        };
        MessageView: {
            /** Format: date-time */
            at: string;
            attachment: components["schemas"]["InboxAttachmentView"] | null;
            code: string;
            /** @description What the comment says that a private reply answers, while it is there */
            comment: string;
            content: components["schemas"]["Content"] | null;
            /** @enum {string} */
            direction: "in" | "out";
            edited: boolean;
            id: string;
            /** @enum {string} */
            lane: "human" | "api" | "bot" | "sequence" | "blast";
            /**
             * @description What asked for it, for what goes out; opt_out is the confirmation of a stop
             * @enum {string}
             */
            origin: "human" | "api" | "bot" | "comment" | "blast" | "test" | "opt_out" | "";
            quote: components["schemas"]["Quote"] | null;
            reactions: components["schemas"]["InboxReaction"][];
            reason: string;
            /** @description Id of the quoted message, when it is known */
            reply_to: string | null;
            revoked: boolean;
            /** @description State in the ledger, for what goes out */
            state: string;
            text: string;
            type: string;
        };
        MinuteView: {
            /** Format: date-time */
            at: string;
            /** Format: int64 */
            sent: number;
        };
        MomentView: {
            /** @description User id of who did it, null for the machine. */
            actor: string | null;
            /** Format: date-time */
            at: string;
            blast_id: string | null;
            /** @description Of a message. */
            conversation_id: string | null;
            /** @description Of the moment, in this list. */
            id: string;
            /** @enum {string} */
            kind: "message_in" | "message_out" | "blast" | "consent" | "suppressed" | "merged";
            /** @description Of the blast, or of the contact that was merged into this one. */
            name: string;
            /** @description Of a consent. */
            purpose: string;
            /** @description Why it did not go out, or why nobody writes to the contact. */
            reason: string;
            /** @description Of a consent, in words. */
            source: string;
            /** @description Of what went out as in the ledger, empty if that is gone; of a consent granted or denied. */
            state: string;
            /** @description Of a message: text, image and so on. */
            type: string;
        };
        NewCodeView: {
            /** @description Shown this once; only its keyed hash is kept. */
            licence_code: string;
            username: string;
        };
        NewTemplateBodyBody: {
            /** @description With variables {{1}}, {{2}} or {{name}} */
            body: string;
            buttons: components["schemas"]["FormButtonView"][];
            /** @description MARKETING or UTILITY */
            category: string;
            channel_id: string;
            /** @description Of the variables of the body, by number or name */
            examples: {
                [key: string]: string;
            };
            footer?: string;
            header: components["schemas"]["FormHeaderView"];
            language: string;
            name: string;
        };
        NoteView: {
            /** Format: date-time */
            at: string;
            by: components["schemas"]["DeskPersonView"] | null;
            text: string;
        };
        Number: {
            /** Format: int64 */
            n: number;
            name: string;
        };
        Opening: {
            button: string;
            /** @description Without a button: any answer counts as the tap */
            plain?: boolean;
            text: string;
        };
        OrderInputBody: {
            rule_ids: string[];
        };
        OriginView: {
            id: string;
            /** @enum {string} */
            kind: "human" | "api" | "bot" | "comment" | "blast" | "test" | "opt_out";
        };
        Param: {
            location?: components["schemas"]["Location"];
            media?: components["schemas"]["Media"];
            name?: string;
            text?: string;
            type?: string;
        };
        PeriodReportView: {
            agents: components["schemas"]["AgentView"][];
            channels: components["schemas"]["ChannelShareView"][];
            days: components["schemas"]["DayView"][];
            /** Format: date */
            from: string;
            lanes: components["schemas"]["LaneShareView"][];
            messages: components["schemas"]["FiguresView"];
            /**
             * Format: int64
             * @description How often people said stop, in the whole workspace
             */
            opt_outs: number;
            replies: components["schemas"]["ReplyTimeView"];
            time_zone: string;
            /** Format: date */
            until: string;
        };
        PersonView: {
            id: string;
            name: string;
            phone_display: string;
            /** @description Id of an attachment, empty for none */
            picture_id: string;
            /** @description On a network where people have one; without its @ */
            username: string;
        };
        Place: {
            file?: string;
            /** Format: int64 */
            offset?: number;
            table?: string;
        };
        PlanInputBody: {
            scope: components["schemas"]["ScopeBody"];
        };
        PlanView: {
            /** Format: date-time */
            at: string;
            /**
             * Format: int64
             * @description Rows that go or are cleared
             */
            gone: number;
            hash: string;
            /** Format: int64 */
            kept: number;
            /** @description By category and table: rows and files that go, are cleared, or stay with a reason */
            lines: components["schemas"]["Line"][];
            /**
             * Format: int64
             * @description About how long it takes
             */
            seconds: number;
        };
        PostView: {
            /** Format: date-time */
            at: string | null;
            caption: string;
            channel_id: string;
            /**
             * Format: int64
             * @description As Instagram counts them
             */
            comments: number;
            /**
             * Format: date-time
             * @description Every comment up to here is known
             */
            complete_at: string | null;
            /** @description Instagram's */
            id: string;
            /**
             * Format: int64
             * @description Of them known here
             */
            known: number;
            permalink: string;
            product: string;
            type: string;
        };
        PreflightView: {
            /** Format: int64 */
            audience: number;
            /** @description What refuses a start */
            blockers: string[];
            channel: components["schemas"]["PreflightViewChannelStruct"];
            /** Format: date-time */
            estimated_end: string | null;
            /** Format: date-time */
            estimated_start: string | null;
            /** @description False for an audience too large to be looked at one by one */
            exact: boolean;
            /** Format: int64 */
            sendable: number;
            skipped: components["schemas"]["Count"][];
            template: components["schemas"]["PreflightViewTemplateStruct"];
            /**
             * Format: int64
             * @description How many different texts there are apart from variables
             */
            variations: number;
            warnings: string[];
        };
        PreflightViewChannelStruct: {
            state: string;
        };
        PreflightViewTemplateStruct: {
            sendable: boolean;
            state: string;
        };
        PreviewInputBody: {
            contact_ids?: string[];
            /** Format: int64 */
            count?: number;
        };
        PreviewView: {
            buttons: string[];
            contact: components["schemas"]["PersonView"];
            footer: string;
            header: string;
            missing: string[];
            skip_reason: string | null;
            text: string;
        };
        Private: {
            buttons?: components["schemas"]["CommentButton"][];
            texts: string[];
        };
        Problem: {
            /** @description Stable name of what is wrong. */
            code: string;
            /** @description One English sentence, without anything that was sent. */
            detail: string;
            /** @description What is wrong with which field. */
            errors?: components["schemas"]["ProblemField"][];
            /** @description Tell support this. */
            request_id: string;
            /** Format: int64 */
            status: number;
            /** @description The HTTP status in words. */
            title: string;
            /** @description Names the code as a URN. */
            type: string;
        };
        ProblemField: {
            code: string;
            location: string;
            message: string;
        };
        ProgressView: {
            /** Format: int64 */
            done: number;
            /** Format: int64 */
            total: number;
        };
        ProofBody: {
            /** @description The person's own, typed anew */
            licence_code: string;
        };
        Public: {
            /** @description Only once the private reply was accepted */
            after_private?: boolean;
            /**
             * Format: int64
             * @description Seconds
             */
            delay_max?: number;
            /**
             * Format: int64
             * @description Seconds
             */
            delay_min?: number;
            texts: string[];
        };
        QuarantineView: {
            /**
             * @description A backup was put back; the data lies on another machine or in another folder than before; or its files are older than they were.
             * @enum {string}
             */
            reason: "restored" | "moved" | "put_back";
            /** Format: date-time */
            since: string | null;
        };
        QuietHoursView: {
            enabled: boolean;
            /** @example 21:00 */
            from: string;
            purposes: ("promo" | "reminder" | "service")[];
            /** @example 08:00 */
            until: string;
        };
        Quote: {
            direction: string;
            id: string;
            text: string;
            type: string;
        };
        ReactInputBody: {
            /** @description Empty takes it away */
            emoji: string;
        };
        Reaction: {
            emoji: string;
            message_id: string;
        };
        RecipientView: {
            /** Format: date-time */
            at: string | null;
            code: string;
            contact_id: string;
            external_id: string;
            name: string;
            phone_display: string;
            reason: string;
            /** Format: date-time */
            replied_at: string | null;
            send_id: string | null;
            state: string;
            /**
             * Format: int64
             * @description The version of the text
             */
            version: number;
        };
        RefuseBody: {
            /** @description The person's own, typed anew */
            licence_code: string;
            /** @description For operators only */
            note?: string;
            /** @enum {string} */
            reason: "dispute" | "legal_order" | "not_owner" | "not_identified" | "duplicate" | "other";
        };
        ReissueOwnInputBody: {
            /** @description The code one has. */
            licence_code: string;
        };
        ReleaseBody: {
            /** @description The person's own, typed anew */
            licence_code: string;
            /** @description For operators only */
            note?: string;
        };
        RenewInputBody: {
            /**
             * Format: int64
             * @description How long the new link works; 72 unless said.
             */
            hours?: number;
        };
        Repeat: {
            /**
             * Format: int64
             * @description Seconds between two answers to one person
             */
            cooldown?: number;
            /** @description Every comment, instead of once per person */
            every?: boolean;
            /**
             * Format: int64
             * @description Seconds in which the same text of one person counts once
             */
            same_text?: number;
        };
        Reply: {
            data?: string;
            description?: string;
            id?: string;
            kind: string;
            title?: string;
        };
        ReplyInputBody: {
            attachment_id?: string;
            caption?: string;
            interactive?: components["schemas"]["InteractiveReply"];
            /** @description Id of the message to quote */
            reply_to?: string;
            template?: components["schemas"]["TemplateReply"];
            text?: string;
        };
        ReplyTimeView: {
            /**
             * Format: int64
             * @description How many waits a colleague has ended
             */
            answers: number;
            /**
             * Format: int64
             * @description Half were answered within it; null without answers
             */
            median_seconds: number | null;
            /**
             * Format: int64
             * @description Nine of ten were answered within it; null without answers
             */
            p90_seconds: number | null;
        };
        ReplyTimesView: {
            today: components["schemas"]["ReplyTimeView"];
            /** @description Today and the six days before */
            week: components["schemas"]["ReplyTimeView"];
        };
        ReportView: {
            counts: components["schemas"]["BlastCounts"];
            failures: components["schemas"]["FailureView"][];
            per_minute: components["schemas"]["MinuteView"][];
            skips: components["schemas"]["Count"][];
        };
        RetentionView: {
            /** @description R0 to R6, W with the workspace, E until it is erased. */
            class: string;
            /**
             * Format: date-time
             * @description When the clean-up last looked; null where another part removes it, and before the first time.
             */
            cleaned_at: string | null;
            /**
             * Format: int64
             * @description How long it is kept; null where no time is fixed.
             */
            hours: number | null;
            kind: string;
            /**
             * Format: date-time
             * @description The oldest there is; null for none, and for what is not of this workspace alone.
             */
            oldest_at: string | null;
            /** @description The oldest has outlived its time by more than a day. */
            overdue: boolean;
            /** @enum {string} */
            term: "for" | "setting" | "until_erased" | "with_workspace" | "operator";
        };
        Row: {
            description?: string;
            id: string;
            title: string;
        };
        Rule: {
            /** @enum {string} */
            about: "name" | "phone" | "email" | "field" | "group" | "consent" | "suppressed" | "activity" | "blast" | "created" | "source";
            /** Format: int64 */
            days?: number;
            /** @description Of a field: its key. Of consent: the purpose. Of activity: wrote, replied, sent, delivered, read, blast or promo. Of a blast: got, delivered, read, replied or failed. */
            key?: string;
            /** @description The opposite. */
            not?: boolean;
            /** @enum {string} */
            test: "is" | "contains" | "begins" | "present" | "at_least" | "at_most" | "between" | "past_days" | "next_days" | "birthday" | "birthday_month" | "ever";
            /** @description Texts, numbers, dates (YYYY-MM-DD) or ids; any of them is enough, and between takes two. */
            values?: string[];
        };
        RuleGroup: {
            /**
             * @description How many of the rules have to hold.
             * @enum {string}
             */
            match: "all" | "any";
            rules: components["schemas"]["Rule"][];
        };
        Rules: {
            groups: components["schemas"]["RuleGroup"][];
            /**
             * @description How many of the groups have to hold.
             * @enum {string}
             */
            match: "all" | "any";
        };
        SampleView: {
            blast_id: string | null;
            channel_id: string | null;
            /**
             * Format: int64
             * @description How many were made.
             */
            contacts: number;
            /** Format: date-time */
            made_at: string | null;
            present: boolean;
        };
        Scan: {
            /** Format: int64 */
            bytes: number;
            /** Format: int64 */
            files: number;
            /** Format: int64 */
            hits: number;
            /** Format: int64 */
            values: number;
        };
        ScheduleInputBody: {
            /** Format: date-time */
            at: string;
            /**
             * Format: int64
             * @description The version that was seen; another one is refused
             */
            version: number;
        };
        Scope: {
            /** @description Accounts; none is all */
            channels: string[];
            /** @enum {string} */
            kind: "all" | "posts" | "next" | "reels" | "ads" | "live";
            /** @description Ids of posts as Instagram gives them */
            posts?: string[];
            /** @description Also comments that answer another comment */
            replies?: boolean;
        };
        ScopeBody: {
            /** @description Categories of the deletion page, in its order */
            categories?: ("C1" | "C2" | "C3" | "C4" | "C5" | "C6" | "C7" | "C8")[];
            /** @description One contact with everything of theirs */
            contact_id?: string;
            /** @description The whole workspace */
            whole?: boolean;
        };
        Section: {
            rows: components["schemas"]["Row"][];
            title?: string;
        };
        SegmentUseView: {
            id: string;
            name: string;
            state: string;
        };
        SegmentView: {
            /** Format: date-time */
            created_at: string;
            id: string;
            name: string;
            rules: components["schemas"]["Rules"];
            /** Format: date-time */
            updated_at: string;
            /** @description Blasts that have not started and name it. */
            used_in: components["schemas"]["SegmentUseView"][];
        };
        SendInputBody: {
            attachment_id?: string;
            caption?: string;
            channel_id: string;
            interactive?: components["schemas"]["InteractiveReply"];
            /**
             * @default service
             * @enum {string}
             */
            purpose: "service" | "reminder" | "promo";
            template?: components["schemas"]["TemplateReply"];
            text?: string;
            to: components["schemas"]["ToStruct"];
        };
        SendView: {
            /** Format: date-time */
            accepted_at: string | null;
            /**
             * Format: int64
             * @description How often it was handed to the network. The times are those of the last attempt
             */
            attempt: number;
            channel_id: string;
            /** @description What the network called it */
            code: string;
            contact_id: string;
            /** @description Empty when it stands in no conversation */
            conversation_id: string;
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            delivered_at: string | null;
            /**
             * Format: date-time
             * @description When it was given up
             */
            ended_at: string | null;
            external_id: string;
            /** Format: date-time */
            held_until: string | null;
            id: string;
            /** @enum {string} */
            lane: "human" | "api" | "bot" | "sequence" | "blast";
            /** @description Name of the contact as it is now */
            name: string;
            origin: components["schemas"]["OriginView"];
            /** @description The number it goes to */
            phone_display: string;
            preview: string;
            /** Format: date-time */
            read_at: string | null;
            reason: string;
            /** Format: date-time */
            sending_at: string | null;
            /** Format: date-time */
            sent_at: string | null;
            /** @enum {string} */
            state: "planned" | "queued" | "held" | "sending" | "accepted" | "sent" | "delivered" | "read" | "skipped" | "failed" | "unknown";
            /** Format: date-time */
            updated_at: string;
        };
        SessionStruct: {
            /** Format: date-time */
            created_at: string;
            /**
             * Format: date-time
             * @description When the session ends if it is not used again.
             */
            expires_at: string;
            id: string;
        };
        SessionView: {
            address: string;
            /** Format: date-time */
            created_at: string;
            current: boolean;
            id: string;
            /** Format: date-time */
            last_seen_at: string;
            user_agent: string;
        };
        SetGroupsInputBody: {
            group_ids: string[];
        };
        SettingsInputBody: {
            country_prefix?: string;
            /** Format: int64 */
            delivery_log_days?: number;
            frequency_cap?: components["schemas"]["FrequencyCap"];
            /** @enum {string} */
            language?: "id" | "en";
            /** Format: int64 */
            missed_schedule_grace_minutes?: number;
            name?: string;
            opt_out_words?: string[];
            quiet_hours?: components["schemas"]["QuietHoursView"];
            time_zone?: string;
        };
        SettingsView: {
            /** @example 62 */
            country_prefix: string;
            /**
             * Format: int64
             * @description For how many days the delivery log tells of a message.
             */
            delivery_log_days: number;
            /** @description At most count messages to one person in days days; 0 and 0 is no limit. */
            frequency_cap: components["schemas"]["FrequencyCap"];
            /** @enum {string} */
            language: "id" | "en";
            /** Format: int64 */
            missed_schedule_grace_minutes: number;
            name: string;
            opt_out_words: string[];
            quiet_hours: components["schemas"]["QuietHoursView"];
            /** @example Asia/Jakarta */
            time_zone: string;
        };
        SetupView: {
            app_configured: boolean;
            graph_version: string;
            verify_token: string;
            webhook_url: string;
        };
        Share: {
            id?: string;
            kind: string;
            title?: string;
        };
        SignupFormBody: {
            asks: components["schemas"]["Ask"][];
            channel_id?: string;
            chat_text?: string;
            email?: boolean;
            fields?: string[];
            group_id?: string;
            name: string;
            /** @enum {string} */
            state: "open" | "closed";
            text?: string;
            thanks?: string;
            title: string;
        };
        SignupFormView: {
            asks: components["schemas"]["Ask"][];
            /** @description Confirmations go to its number. */
            channel_id: string | null;
            /** @description How the message of the poster begins; DAFTAR and the code of the form follow. */
            chat_text: string;
            /** @description Opens a chat with the channel, null while it cannot be written to. */
            chat_url: string | null;
            code: string;
            /**
             * Format: int64
             * @description Sign-ups that a message confirmed.
             */
            confirmed: number;
            /** Format: date-time */
            created_at: string;
            /** @description Asks for an email address, which may be left empty. */
            email: boolean;
            /** @description Keys of custom fields that are asked. */
            fields: string[];
            /** @description People who confirm come into it. */
            group_id: string | null;
            id: string;
            name: string;
            /** @enum {string} */
            state: "open" | "closed";
            text: string;
            thanks: string;
            title: string;
            /** Format: date-time */
            updated_at: string;
            url: string;
            /**
             * Format: int64
             * @description Sign-ups without confirmation; they go after seven days.
             */
            waiting: number;
        };
        StartInputBody: {
            /**
             * Format: int64
             * @description The version that was seen; another one is refused
             */
            version: number;
        };
        StopAllInputBody: {
            on: boolean;
        };
        StopAllView: {
            by: string | null;
            /**
             * Format: int64
             * @description Outgoing messages that are held back now.
             */
            held_count: number;
            on: boolean;
            /** Format: date-time */
            since: string | null;
        };
        Story: {
            id?: string;
            mention?: boolean;
        };
        SuppressInputBody: {
            /**
             * @default manual
             * @enum {string}
             */
            reason: "opt_out" | "manual" | "network" | "not_on_network";
        };
        SuppressionView: {
            /** Format: date-time */
            at: string;
            reason: string;
        };
        SweepView: {
            job_id: string;
        };
        SyncedBodyBody: {
            /**
             * Format: int64
             * @description How many templates the network lists
             */
            synced: number;
        };
        TakeInBody: {
            /**
             * Format: int64
             * @description Hours in which it can be called off after its approval
             */
            grace_hours: number;
            /** @description The person's own, typed anew */
            licence_code: string;
            /** @description Give up the restore points of the workspace as well */
            no_way_back?: boolean;
            scope: components["schemas"]["ScopeBody"];
            /** @description Its short name */
            workspace: string;
        };
        Template: {
            body?: components["schemas"]["Param"][];
            buttons?: components["schemas"]["ButtonParam"][];
            header?: components["schemas"]["Param"][];
            language: string;
            name: string;
        };
        TemplateFormView: {
            /** @description With variables {{1}}, {{2}} or {{name}} */
            body: string;
            buttons: components["schemas"]["FormButtonView"][];
            /** @description MARKETING or UTILITY */
            category: string;
            /** @description Of the variables of the body, by number or name */
            examples: {
                [key: string]: string;
            };
            footer?: string;
            header: components["schemas"]["FormHeaderView"];
            language: string;
            name: string;
        };
        TemplateParam: {
            attachment_id?: string;
            name?: string;
            text?: string;
            /**
             * @default text
             * @enum {string}
             */
            type: "text" | "image" | "video" | "document";
        };
        TemplateRef: {
            language: string;
            name: string;
        };
        TemplateReply: {
            body?: components["schemas"]["TemplateParam"][];
            buttons?: components["schemas"]["ButtonParam"][];
            header?: components["schemas"]["TemplateParam"][];
            language: string;
            name: string;
        };
        TemplateView: {
            category: string;
            channel_id: string;
            components: unknown[];
            editable: boolean;
            /**
             * Format: date-time
             * @description When an approved template may be changed again
             */
            editable_at: string | null;
            /** @description The template as it is written */
            form: components["schemas"]["TemplateFormView"];
            id: string;
            language: string;
            name: string;
            not_editable_reason: string;
            not_sendable_reason: string;
            parameter_format: string;
            paused_reason: string;
            /** Format: date-time */
            paused_until: string | null;
            quality: string;
            rejected_reason: string;
            sendable: boolean;
            /** @description The network's own word, or SUBMITTING, DELETING, NOT_CREATED while its answer is not known; only APPROVED can be sent */
            status: string;
            /**
             * Format: date-time
             * @description When it was last handed to the network from here
             */
            submitted_at: string | null;
            variables: components["schemas"]["Variable"][];
        };
        TestInputBody: {
            phone: string;
        };
        Text: {
            body: string;
            preview_url?: boolean;
        };
        TicketInputBody: {
            licence_code: string;
        };
        TicketOutputBody: {
            /** Format: date-time */
            expires_at: string;
            /** @description For one download */
            ticket: string;
        };
        ToStruct: {
            contact_id?: string;
            phone?: string;
        };
        TokenBodyBody: {
            token: string;
        };
        TrailView: {
            /** Format: date-time */
            at: string;
            /** @description Null for the program and the host */
            by: components["schemas"]["DeskPersonView"] | null;
            from: string;
            reason: string;
            to: string;
        };
        TrialView: {
            /** Format: int64 */
            answered: number;
            /**
             * Format: int64
             * @description Most private replies for the comments of one hour
             */
            busiest_hour: number;
            items: components["schemas"]["TriedView"][];
            /** Format: int64 */
            known: number;
            /** Format: int64 */
            late: number;
            /** Format: int64 */
            lost: number;
            /** Format: int64 */
            per_hour: number;
            /** Format: int64 */
            private: number;
            /** Format: int64 */
            skipped: number;
            /** Format: int64 */
            unknown: number;
        };
        TriedView: {
            /** Format: date-time */
            at: string;
            comment_id: string;
            /** @description The person has written to the account */
            known: boolean;
            /** @description Too old for a private reply today */
            late: boolean;
            /** @enum {string} */
            outcome: "" | "answered" | "skipped" | "lost";
            private: string;
            public: string;
            reason: string;
            text: string;
            username: string;
            /** @description The rule that answers instead */
            winner_id: string | null;
        };
        TriedWordsView: {
            /** @description The excluded word that was found */
            excluded: string;
            /** @description The rule would answer this text */
            meets: boolean;
            /** @description The keyword that was found; empty when every comment is answered, or none */
            word: string;
        };
        TryInputBody: {
            channel_id?: string;
            follow: components["schemas"]["Gate"];
            /** @description As if nobody had been answered before */
            fresh?: boolean;
            lead?: components["schemas"]["Lead"];
            match: components["schemas"]["Words"];
            name: string;
            opening?: components["schemas"]["Opening"];
            /** @description Instagram's id; empty is all posts */
            post?: string;
            private?: components["schemas"]["Private"];
            public?: components["schemas"]["Public"];
            repeat: components["schemas"]["Repeat"];
            /** @description The rule that is changed; empty for a new one */
            rule_id?: string;
            scope: components["schemas"]["Scope"];
        };
        TryWordsInputBody: {
            match: components["schemas"]["Words"];
            text: string;
        };
        UnstoredListBodyBody: {
            /**
             * Format: int64
             * @description How many messages were not stored so far, of all numbers together
             */
            dropped: number;
            items: components["schemas"]["UnstoredNumberView"][];
            /** @description Cursor of the next page, null on the last. */
            next: string | null;
        };
        UnstoredNumberView: {
            /** Format: date-time */
            created_at: string;
            /** @description Id of the member who listed it */
            created_by: string;
            id: string;
            /** @description The number with its middle hidden */
            phone_masked: string;
        };
        UpdateBodyBody: {
            limits?: components["schemas"]["Limits"];
            name?: string;
        };
        UpdateFieldInputBody: {
            label?: string;
            options?: string[];
        };
        UpdateInputBody: {
            audience?: components["schemas"]["Audience"];
            channel_id?: string;
            message?: components["schemas"]["BlastMessage"];
            /** @enum {string} */
            missing_policy?: "skip" | "fallback" | "hold";
            name?: string;
            /** @enum {string} */
            purpose?: "service" | "reminder" | "promo";
            /**
             * Format: int64
             * @description The version that was seen; another one is refused
             */
            version: number;
        };
        UpdateMeInputBody: {
            /** @enum {string} */
            language?: "id" | "en";
            /** @description What others see. */
            name?: string;
        };
        UpdateSegmentInputBody: {
            name?: string;
            rules?: components["schemas"]["Rules"];
        };
        UserView: {
            id: string;
            /** @enum {string} */
            language: "id" | "en";
            name: string;
            username: string;
        };
        Variable: {
            /** @enum {string} */
            component: "header" | "body" | "button";
            example: string;
            key: string;
            optional: boolean;
            /** @description text, image, video, document, location, url, quick_reply or copy_code */
            type: string;
        };
        Word: {
            /** @enum {string} */
            mode: "contains" | "word" | "exact";
            text: string;
        };
        Words: {
            /** @description Every comment, also one without text */
            any?: boolean;
            exclude?: components["schemas"]["Word"][];
            include?: components["schemas"]["Word"][];
            /** @description Also words of five letters and more that are written almost like it */
            typos?: boolean;
        };
        WorkspaceRef: {
            can_send: boolean;
            id: string;
            licence: components["schemas"]["LicenceView"];
            name: string;
            /** @description What one may do: read, edit, reply, send, manage, delete. */
            rights: string[];
            /** @enum {string} */
            role: "owner" | "admin" | "agent" | "viewer";
            slug: string;
        };
        WorkspaceView: {
            can_send: boolean;
            /** @description Set while a deletion waits, owners are asked about one, or one has ended lately. */
            deletion?: components["schemas"]["DeletionView"];
            /**
             * Format: date-time
             * @description When data of the workspace was deleted last. Whoever keeps copies of what it has, as browsers do of drafts, removes those from before.
             */
            erased_at?: string;
            id: string;
            licence: components["schemas"]["LicenceView"];
            name: string;
            /**
             * Format: date-time
             * @description When a contact was deleted last. Copies of what was written to people and of their names, from before, are removed.
             */
            people_erased_at?: string;
            /** @description Set while the whole installation waits for its operator: nothing is sent and nothing comes in. */
            quarantine?: components["schemas"]["QuarantineView"];
            /** @description What one may do: read, edit, reply, send, manage, delete. */
            rights: string[];
            /** @enum {string} */
            role: "owner" | "admin" | "agent" | "viewer";
            settings: components["schemas"]["SettingsView"];
            slug: string;
            stop_all: components["schemas"]["StopAllView"];
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    join: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["JoinInputBody"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JoinOutputBody"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "accept-invite": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["InviteToken"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AcceptOutputBody"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "look-at-invite": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["InviteToken"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LookOutputBody"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "get-me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MeOutputBody"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "update-me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UpdateMeInputBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UserView"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "reissue-my-code": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ReissueOwnInputBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NewCodeView"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "list-my-sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ListSessionView"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "revoke-my-other-sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EndedOutputBody"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "revoke-my-session": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                session: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "list-backups": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BackupList"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "list-deletions": {
        parameters: {
            query?: {
                /** @description open: still to be done; waiting: for an operator or for proof */
                show?: "all" | "open" | "waiting" | "held" | "unproven" | "done";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeletionQueue"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "take-in-deletion": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TakeInBody"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Deletion"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "import-deletions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ImportBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportedList"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "get-deletion": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                deletion: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Deletion"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "approve-deletion": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                deletion: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ApproveBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Deletion"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "download-deletion-certificate": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                deletion: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": string;
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "extend-deletion": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                deletion: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ExtendBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Deletion"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "count-deletion": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                deletion: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PlanView"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "hold-deletion": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                deletion: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["HoldBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Deletion"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "refuse-deletion": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                deletion: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RefuseBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Deletion"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "release-deletion": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                deletion: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ReleaseBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Deletion"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "replan-deletion": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                deletion: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ProofBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Deletion"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "retry-deletion": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                deletion: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ProofBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Deletion"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "list-ledger": {
        parameters: {
            query?: {
                /** @description Lines older than this number; 0 for the newest */
                before?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LedgerView"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "check-ledger": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LedgerCheck"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "deletion-report": {
        parameters: {
            query?: {
                /** @description As 2026-11; the month of now when left out */
                month?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeletionReport"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "download-deletion-report": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": string;
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "log-in": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["LoginInputBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "Set-Cookie"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LoginOutputBody"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "log-out": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    "Set-Cookie"?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "list-workspaces": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ListWorkspaceRef"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "get-workspace": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or short name of the workspace. */
                workspace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WorkspaceView"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "upload-attachment": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or short name of the workspace. */
                workspace: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "multipart/form-data": {
                    /** Format: binary */
                    file: string;
                };
            };
        };
        responses: {
            /** @description Success */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AttachmentView"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "download-attachment": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                attachment: string;
                /** @description Id or short name of the workspace. */
                workspace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": string;
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "list-audit": {
        parameters: {
            query?: {
                /** @description What actions are about: the part of their names before the dot. */
                group?: string;
                /** @description Name of an action. */
                action?: string;
                /** @description Who did it. */
                actor?: string;
                from?: string;
                /** @description Not included. */
                until?: string;
                /** @description Where to go on: next of the page before. */
                cursor?: string;
                /** @description How many to return at most. */
                limit?: number;
            };
            header?: never;
            path: {
                /** @description Id or short name of the workspace. */
                workspace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ListAuditView"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "export-audit": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or short name of the workspace. */
                workspace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": string;
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "list-blasts": {
        parameters: {
            query?: {
                /** @description Where to go on: next of the page before. */
                cursor?: string;
                /** @description How many to return at most. */
                limit?: number;
            };
            header?: never;
            path: {
                /** @description Id or short name of the workspace. */
                workspace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ListBlastView"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "create-blast": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or short name of the workspace. */
                workspace: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateInputBody"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BlastView"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "get-blast": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or short name of the workspace. */
                workspace: string;
                blast: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BlastView"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "delete-blast": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or short name of the workspace. */
                workspace: string;
                blast: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "update-blast": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or short name of the workspace. */
                workspace: string;
                blast: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UpdateInputBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BlastView"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "pause-blast": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or short name of the workspace. */
                workspace: string;
                blast: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BlastView"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "preflight-blast": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or short name of the workspace. */
                workspace: string;
                blast: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PreflightView"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "preview-blast": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or short name of the workspace. */
                workspace: string;
                blast: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PreviewInputBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ListPreviewView"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "list-blast-recipients": {
        parameters: {
            query?: {
                /** @description Where to go on: next of the page before. */
                cursor?: string;
                /** @description How many to return at most. */
                limit?: number;
                state?: "planned" | "queued" | "held" | "sending" | "accepted" | "sent" | "delivered" | "read" | "skipped" | "failed" | "unknown";
            };
            header?: never;
            path: {
                /** @description Id or short name of the workspace. */
                workspace: string;
                blast: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ListRecipientView"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "get-blast-report": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or short name of the workspace. */
                workspace: string;
                blast: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReportView"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "download-blast-report": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                blast: string;
                /** @description Id or short name of the workspace. */
                workspace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "resume-blast": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or short name of the workspace. */
                workspace: string;
                blast: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BlastView"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "retry-blast": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or short name of the workspace. */
                workspace: string;
                blast: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BlastView"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "schedule-blast": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or short name of the workspace. */
                workspace: string;
                blast: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ScheduleInputBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BlastView"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "start-blast": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or short name of the workspace. */
                workspace: string;
                blast: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["StartInputBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BlastView"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "stop-blast": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or short name of the workspace. */
                workspace: string;
                blast: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BlastView"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "test-blast": {
        parameters: {
            query?: never;
            header?: {
                /** @description Names this request. The same key and body again answer the same; another body is refused. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description Id or short name of the workspace. */
                workspace: string;
                blast: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TestInputBody"];
            };
        };
        responses: {
            /** @description Accepted */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SendView"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "unschedule-blast": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or short name of the workspace. */
                workspace: string;
                blast: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BlastView"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "list-channels": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or short name of the workspace. */
                workspace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ListChannelView"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "connect-channel": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or short name of the workspace. */
                workspace: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ConnectBodyBody"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CheckedBodyBody"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "get-channel-setup": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or short name of the workspace. */
                workspace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SetupView"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "get-channel": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or short name of the workspace. */
                workspace: string;
                /** @description Id of the channel */
                channel: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ChannelView"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "disconnect-channel": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or short name of the workspace. */
                workspace: string;
                /** @description Id of the channel */
                channel: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "update-channel": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or short name of the workspace. */
                workspace: string;
                /** @description Id of the channel */
                channel: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UpdateBodyBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ChannelView"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "get-ice-breakers": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or short name of the workspace. */
                workspace: string;
                /** @description Id of the channel */
                channel: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["IceBreakers"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "set-ice-breakers": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or short name of the workspace. */
                workspace: string;
                /** @description Id of the channel */
                channel: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["IceBreakers"];
            };
        };
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "delete-ice-breakers": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or short name of the workspace. */
                workspace: string;
                /** @description Id of the channel */
                channel: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "resume-channel": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or short name of the workspace. */
                workspace: string;
                /** @description Id of the channel */
                channel: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ChannelView"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "self-test-channel": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or short name of the workspace. */
                workspace: string;
                /** @description Id of the channel */
                channel: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CheckedBodyBody"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "sync-templates": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or short name of the workspace. */
                workspace: string;
                /** @description Id of the channel */
                channel: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SyncedBodyBody"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "set-channel-token": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or short name of the workspace. */
                workspace: string;
                /** @description Id of the channel */
                channel: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TokenBodyBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CheckedBodyBody"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "list-contacts": {
        parameters: {
            query?: {
                /** @description Beginnings of words of the name, the number or the email address. */
                search?: string;
                /** @description Id of a group. */
                group?: string;
                /** @description Id of a segment. */
                segment?: string;
                /** @description purpose:state, as in promo:granted. */
                consent?: string;
                suppressed?: "true" | "false";
                has_phone?: "true" | "false";
                /** @description Where to go on: next of the page before. */
                cursor?: string;
                /** @description How many to return at most. */
                limit?: number;
                sort?: "name" | "created";
            };
            header?: never;
            path: {
                /** @description Id or short name of the workspace. */
                workspace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ListContactView"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "create-contact": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or short name of the workspace. */
                workspace: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DraftBody"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ContactView"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "bulk-contacts": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or short name of the workspace. */
                workspace: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BulkInputBody"];
            };
        };
        responses: {
            /** @description Accepted */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BulkOutputBody"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "count-contacts": {
        parameters: {
            query?: {
                /** @description Beginnings of words of the name, the number or the email address. */
                search?: string;
                /** @description Id of a group. */
                group?: string;
                /** @description Id of a segment. */
                segment?: string;
                /** @description purpose:state, as in promo:granted. */
                consent?: string;
                suppressed?: "true" | "false";
                has_phone?: "true" | "false";
                /** @description Counts to the end, however many there are. */
                whole?: "true";
            };
            header?: never;
            path: {
                /** @description Id or short name of the workspace. */
                workspace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CountOutputBody"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "export-contacts": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or short name of the workspace. */
                workspace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": string;
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "export-contacts-xlsx": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or short name of the workspace. */
                workspace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": string;
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "get-contact": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or short name of the workspace. */
                workspace: string;
                contact: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ContactView"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "delete-contact": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or short name of the workspace. */
                workspace: string;
                contact: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "update-contact": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or short name of the workspace. */
                workspace: string;
                contact: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DraftBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ContactView"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "list-contact-consents": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or short name of the workspace. */
                workspace: string;
                contact: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ListConsentChangeView"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "set-contact-consent": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or short name of the workspace. */
                workspace: string;
                contact: string;
                purpose: "service" | "reminder" | "promo";
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ConsentInputBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ContactView"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "list-contact-duplicates": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or short name of the workspace. */
                workspace: string;
                contact: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ListContactView"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "export-contact-data": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                contact: string;
                /** @description Id or short name of the workspace. */
                workspace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/zip": string;
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "set-contact-groups": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or short name of the workspace. */
                workspace: string;
                contact: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SetGroupsInputBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ContactView"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "merge-contacts": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or short name of the workspace. */
                workspace: string;
                contact: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["MergeInputBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ContactView"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "suppress-contact": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or short name of the workspace. */
                workspace: string;
                contact: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SuppressInputBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ContactView"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "contact-timeline": {
        parameters: {
            query?: {
                /** @description Where to go on: next of the page before. */
                cursor?: string;
                /** @description How many to return at most. */
                limit?: number;
            };
            header?: never;
            path: {
                /** @description Id or short name of the workspace. */
                workspace: string;
                contact: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ListMomentView"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "unsuppress-contact": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or short name of the workspace. */
                workspace: string;
                contact: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ContactView"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "list-conversations": {
        parameters: {
            query?: {
                /** @description Where to go on: next of the page before. */
                cursor?: string;
                /** @description How many to return at most. */
                limit?: number;
                view?: "all" | "unread";
                /** @description Words of messages or of contacts */
                search?: string;
                /** @description Only this channel */
                channel?: string;
                /** @description Only channels of this kind */
                kind?: string;
                /** @description Everything of this contact, on one page */
                contact?: string;
            };
            header?: never;
            path: {
                /** @description Id or short name of the workspace. */
                workspace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ListConversationView"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "get-conversation": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or short name of the workspace. */
                workspace: string;
                conversation: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConversationView"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "list-conversation-messages": {
        parameters: {
            query?: {
                /** @description Where to go on: next of the page before. */
                cursor?: string;
                /** @description How many to return at most. */
                limit?: number;
            };
            header?: never;
            path: {
                /** @description Id or short name of the workspace. */
                workspace: string;
                conversation: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ListMessageView"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    reply: {
        parameters: {
            query?: never;
            header: {
                /** @description Names this request. The same key and body again answer the same; another body is refused. */
                "Idempotency-Key": string;
            };
            path: {
                /** @description Id or short name of the workspace. */
                workspace: string;
                conversation: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ReplyInputBody"];
            };
        };
        responses: {
            /** @description Accepted */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MessageView"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "react-to-message": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or short name of the workspace. */
                workspace: string;
                conversation: string;
                message: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ReactInputBody"];
            };
        };
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "mark-conversation-read": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or short name of the workspace. */
                workspace: string;
                conversation: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "get-erasure-choice": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or short name of the workspace. */
                workspace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ChoiceBody"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "set-erasure-choice": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or short name of the workspace. */
                workspace: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ChoiceBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ChoiceBody"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "plan-erasure": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or short name of the workspace. */
                workspace: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PlanInputBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PlanView"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "list-erasures": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or short name of the workspace. */
                workspace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ListOutputBody"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "request-erasure": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or short name of the workspace. */
                workspace: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AskInputBody"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErasureView"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "get-erasure": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or short name of the workspace. */
                workspace: string;
                erasure: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErasureView"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "answer-erasure": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or short name of the workspace. */
                workspace: string;
                erasure: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AnswerInputBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErasureView"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "cancel-erasure": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or short name of the workspace. */
                workspace: string;
                erasure: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErasureView"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "download-certificate": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                erasure: string;
                /** @description Id or short name of the workspace. */
                workspace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": string;
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "stream-events": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or short name of the workspace. */
                workspace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": string;
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "export-workspace": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or short name of the workspace. */
                workspace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/zip": string;
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "create-export-ticket": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or short name of the workspace. */
                workspace: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TicketInputBody"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TicketOutputBody"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "list-fields": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or short name of the workspace. */
                workspace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ListFieldView"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "create-field": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or short name of the workspace. */
                workspace: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateFieldInputBody"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FieldView"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "delete-field": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or short name of the workspace. */
                workspace: string;
                field: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "update-field": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or short name of the workspace. */
                workspace: string;
                field: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UpdateFieldInputBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FieldView"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "list-groups": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or short name of the workspace. */
                workspace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ListGroupView"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "create-group": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or short name of the workspace. */
                workspace: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["GroupBody"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GroupView"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "delete-group": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or short name of the workspace. */
                workspace: string;
                group: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "update-group": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or short name of the workspace. */
                workspace: string;
                group: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["GroupBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GroupView"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "fill-group": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or short name of the workspace. */
                workspace: string;
                group: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["FillGroupInputBody"];
            };
        };
        responses: {
            /** @description Accepted */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FillGroupOutputBody"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "list-imports": {
        parameters: {
            query?: {
                /** @description Where to go on: next of the page before. */
                cursor?: string;
                /** @description How many to return at most. */
                limit?: number;
            };
            header?: never;
            path: {
                /** @description Id or short name of the workspace. */
                workspace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ListImportView"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "upload-import": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or short name of the workspace. */
                workspace: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "multipart/form-data": {
                    /** Format: binary */
                    file: string;
                };
            };
        };
        responses: {
            /** @description Success */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportView"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "get-import": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or short name of the workspace. */
                workspace: string;
                import: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportView"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "cancel-import": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or short name of the workspace. */
                workspace: string;
                import: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportView"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "check-import": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or short name of the workspace. */
                workspace: string;
                import: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportView"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "export-import-errors": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                import: string;
                /** @description Id or short name of the workspace. */
                workspace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": string;
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "map-import": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or short name of the workspace. */
                workspace: string;
                import: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["MappingView"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportView"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "start-import": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or short name of the workspace. */
                workspace: string;
                import: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportView"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "list-instagram-accounts": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or short name of the workspace. */
                workspace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ListInstagramAccount"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "disconnect-instagram": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or short name of the workspace. */
                workspace: string;
                /** @description Id of the account's channel */
                channel: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InstagramAccount"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "erase-instagram": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or short name of the workspace. */
                workspace: string;
                /** @description Id of the account's channel */
                channel: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EraseInputBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EraseOutputBody"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "sweep-account": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or short name of the workspace. */
                workspace: string;
                channel: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Accepted */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SweepView"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "list-comments": {
        parameters: {
            query?: {
                /** @description Where to go on: next of the page before. */
                cursor?: string;
                /** @description How many to return at most. */
                limit?: number;
                /** @description Id of the account's channel */
                channel?: string;
                /** @description Instagram's id of a post */
                post?: string;
            };
            header?: never;
            path: {
                /** @description Id or short name of the workspace. */
                workspace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ListCommentView"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "delete-comment": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or short name of the workspace. */
                workspace: string;
                comment: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "hide-comment": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or short name of the workspace. */
                workspace: string;
                comment: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["HideInputBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CommentView"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "reply-to-comment": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or short name of the workspace. */
                workspace: string;
                comment: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"][".ReplyInputBody"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CommentSendView"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "connect-instagram": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or short name of the workspace. */
                workspace: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ConnectInputBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConnectOutputBody"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "try-comment-rule": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or short name of the workspace. */
                workspace: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TryInputBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TrialView"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "try-comment-words": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or short name of the workspace. */
                workspace: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TryWordsInputBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TriedWordsView"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "list-comment-matches": {
        parameters: {
            query?: {
                /** @description Where to go on: next of the page before. */
                cursor?: string;
                /** @description How many to return at most. */
                limit?: number;
                /** @description Id of the account's channel */
                channel?: string;
                rule?: string;
                outcome?: "answered" | "skipped" | "lost";
            };
            header?: never;
            path: {
                /** @description Id or short name of the workspace. */
                workspace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ListLoggedMatchView"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "list-posts": {
        parameters: {
            query?: {
                /** @description Where to go on: next of the page before. */
                cursor?: string;
                /** @description How many to return at most. */
                limit?: number;
                /** @description Id of the account's channel */
                channel?: string;
            };
            header?: never;
            path: {
                /** @description Id or short name of the workspace. */
                workspace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ListPostView"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "list-private-reply-lines": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or short name of the workspace. */
                workspace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ListLineView"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "list-comment-rules": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or short name of the workspace. */
                workspace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ListCommentRuleView"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "create-comment-rule": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or short name of the workspace. */
                workspace: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CommentRuleBody"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CommentRuleView"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "order-comment-rules": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or short name of the workspace. */
                workspace: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["OrderInputBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ListCommentRuleView"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "get-comment-rule": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or short name of the workspace. */
                workspace: string;
                rule: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CommentRuleView"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "update-comment-rule": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or short name of the workspace. */
                workspace: string;
                rule: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CommentRuleBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CommentRuleView"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "delete-comment-rule": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or short name of the workspace. */
                workspace: string;
                rule: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "pause-comment-rule": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or short name of the workspace. */
                workspace: string;
                rule: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CommentRuleView"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "start-comment-rule": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or short name of the workspace. */
                workspace: string;
                rule: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CommentRuleView"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "get-instagram-setup": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or short name of the workspace. */
                workspace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InstagramSetup"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "list-invites": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or short name of the workspace. */
                workspace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ListInviteView"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "create-invite": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or short name of the workspace. */
                workspace: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["InviteInputBody"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LinkView"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "revoke-invite": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or short name of the workspace. */
                workspace: string;
                invite: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "renew-invite": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or short name of the workspace. */
                workspace: string;
                invite: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RenewInputBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LinkView"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "list-jobs": {
        parameters: {
            query?: {
                /** @description Where to go on: next of the page before. */
                cursor?: string;
                /** @description How many to return at most. */
                limit?: number;
            };
            header?: never;
            path: {
                /** @description Id or short name of the workspace. */
                workspace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ListJobView"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "cancel-job": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or short name of the workspace. */
                workspace: string;
                job: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JobView"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "get-licence": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or short name of the workspace. */
                workspace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LicenceDetails"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "list-members": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or short name of the workspace. */
                workspace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ListMemberView"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "remove-member": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or short name of the workspace. */
                workspace: string;
                member: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "change-member": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or short name of the workspace. */
                workspace: string;
                member: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ChangeMemberInputBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MemberView"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "reissue-member-code": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or short name of the workspace. */
                workspace: string;
                member: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NewCodeView"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "list-messages": {
        parameters: {
            query?: {
                /** @description Where to go on: next of the page before. */
                cursor?: string;
                /** @description How many to return at most. */
                limit?: number;
                state?: "all" | "held" | "failed" | "unknown" | "skipped";
                /** @description Only what was asked for this way */
                lane?: "human" | "api" | "bot" | "sequence" | "blast";
                /** @description Only this channel */
                channel?: string;
                /** @description When it was asked for */
                from?: string;
                /** @description Not included */
                until?: string;
                /** @description The number it goes to, or at least its last four digits */
                number?: string;
            };
            header?: never;
            path: {
                /** @description Id or short name of the workspace. */
                workspace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ListSendView"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "send-message": {
        parameters: {
            query?: never;
            header: {
                /** @description Names this request. The same key and body again answer the same; another body is refused. */
                "Idempotency-Key": string;
            };
            path: {
                /** @description Id or short name of the workspace. */
                workspace: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SendInputBody"];
            };
        };
        responses: {
            /** @description Accepted */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SendView"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "export-messages": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or short name of the workspace. */
                workspace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": string;
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "get-message": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or short name of the workspace. */
                workspace: string;
                message: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SendView"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "get-report": {
        parameters: {
            query?: {
                /** @description The first day; 30 days in all when it is left out */
                from?: string;
                /** @description The last day; today when it is left out */
                until?: string;
                /** @description Only this channel */
                channel?: string;
                /** @description Only messages that were asked for this way */
                lane?: "human" | "api" | "bot" | "sequence" | "blast";
            };
            header?: never;
            path: {
                /** @description Id or short name of the workspace. */
                workspace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PeriodReportView"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "export-report": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or short name of the workspace. */
                workspace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": string;
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "get-reply-times": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or short name of the workspace. */
                workspace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReplyTimesView"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "list-retention": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or short name of the workspace. */
                workspace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ListRetentionView"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "get-sample": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or short name of the workspace. */
                workspace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SampleView"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "create-sample": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or short name of the workspace. */
                workspace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SampleView"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "delete-sample": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or short name of the workspace. */
                workspace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "list-segments": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or short name of the workspace. */
                workspace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ListSegmentView"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "create-segment": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or short name of the workspace. */
                workspace: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateSegmentInputBody"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SegmentView"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "count-segment": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or short name of the workspace. */
                workspace: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CountSegmentInputBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CountSegmentOutputBody"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "get-segment": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or short name of the workspace. */
                workspace: string;
                segment: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SegmentView"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "delete-segment": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or short name of the workspace. */
                workspace: string;
                segment: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "update-segment": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or short name of the workspace. */
                workspace: string;
                segment: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UpdateSegmentInputBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SegmentView"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "update-settings": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or short name of the workspace. */
                workspace: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SettingsInputBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SettingsView"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "list-signup-forms": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or short name of the workspace. */
                workspace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ListSignupFormView"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "create-signup-form": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or short name of the workspace. */
                workspace: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SignupFormBody"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SignupFormView"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "get-signup-form": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or short name of the workspace. */
                workspace: string;
                signup_form: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SignupFormView"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "update-signup-form": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or short name of the workspace. */
                workspace: string;
                signup_form: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SignupFormBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SignupFormView"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "delete-signup-form": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or short name of the workspace. */
                workspace: string;
                signup_form: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "get-signup-form-qr-png": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                signup_form: string;
                /** @description Id or short name of the workspace. */
                workspace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "image/png": string;
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "get-signup-form-qr-svg": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                signup_form: string;
                /** @description Id or short name of the workspace. */
                workspace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "image/svg+xml": string;
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "stop-all": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or short name of the workspace. */
                workspace: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["StopAllInputBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StopAllView"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "list-templates": {
        parameters: {
            query?: {
                /** @description Only of this channel */
                channel?: string;
                /** @description Only with this status */
                status?: string;
                /** @description Only with this in their name */
                search?: string;
                /** @description Without those that the network no longer lists */
                hide_deleted?: boolean;
                /** @description Where to go on: next of the page before. */
                cursor?: string;
                /** @description How many to return at most. */
                limit?: number;
            };
            header?: never;
            path: {
                /** @description Id or short name of the workspace. */
                workspace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ListTemplateView"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "create-template": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or short name of the workspace. */
                workspace: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewTemplateBodyBody"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TemplateView"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "get-template": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or short name of the workspace. */
                workspace: string;
                /** @description Id of the template */
                template: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TemplateView"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "edit-template": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or short name of the workspace. */
                workspace: string;
                /** @description Id of the template */
                template: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["FormParts"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TemplateView"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "delete-template": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or short name of the workspace. */
                workspace: string;
                /** @description Id of the template */
                template: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TemplateView"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "resume-template": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or short name of the workspace. */
                workspace: string;
                /** @description Id of the template */
                template: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TemplateView"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "list-unstored-numbers": {
        parameters: {
            query?: {
                /** @description Where to go on: next of the page before. */
                cursor?: string;
                /** @description How many to return at most. */
                limit?: number;
            };
            header?: never;
            path: {
                /** @description Id or short name of the workspace. */
                workspace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UnstoredListBodyBody"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "add-unstored-number": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or short name of the workspace. */
                workspace: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AddUnstoredInputBody"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UnstoredNumberView"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "remove-unstored-number": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id or short name of the workspace. */
                workspace: string;
                /** @description Id of the entry */
                unstored_number: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
}
