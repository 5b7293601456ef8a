package doctor

import (
	"strings"

	"github.com/kelolapesan/kelola/internal/config"
)

// instagramApp checks what can be said of the Instagram app without asking anybody.
func instagramApp(cfg config.Config) []Finding {
	const check, page = "instagram_app", "; see docs/operations/instagram.md"
	if cfg.InstagramAppID == "" {
		return []Finding{NotChecked(check, "KELOLA_INSTAGRAM_APP_ID is not set, so no Instagram account can be connected")}
	}
	redirect := cfg.PublicURL + "/oauth/instagram/callback"
	var found []Finding
	if !strings.HasPrefix(cfg.PublicURL, "https://") && !config.Loopback(cfg.InstagramGraphURL) {
		found = append(found, Err(check, "set KELOLA_PUBLIC_URL to the https address under which people and Meta reach this server"+page,
			"%s is not HTTPS: Instagram leads nobody back there, so no account can be connected", redirect))
	}
	if len(cfg.MetaAppSecrets) == 0 {
		found = append(found, Warn(check, "set KELOLA_META_APP_SECRET to the secret of the Meta app beside that of the Instagram app"+page,
			"KELOLA_META_APP_SECRET is not set: notices and deliveries that Meta signs with it are refused"))
	}
	if cfg.MetaVerifyToken.IsZero() {
		found = append(found, Warn(check, "choose a word, set KELOLA_META_VERIFY_TOKEN to it, and enter it at Meta"+page,
			"KELOLA_META_VERIFY_TOKEN is not set, so Meta cannot subscribe to comments and messages"))
	}
	if len(found) == 0 {
		return []Finding{OK(check, "the redirect address to register is %s", redirect)}
	}
	return found
}

// instagramAccess tells of accounts whose access ends soon although it should have been renewed long ago. Those whose access has ended need
// a person and are told of with the channels.
func instagramAccess(all []Workspace) []Finding {
	const check = "instagram_access"
	var found []Finding
	for _, w := range all {
		if w.Expiring > 0 {
			found = append(found, Warn(check, "look at the log for \"could not be refreshed\"; an owner can also open Social media, Instagram, and connect the account again",
				"workspace %s: the access of %d Instagram accounts ends within a week and could not be renewed", w.Slug, w.Expiring))
		}
	}
	if len(found) == 0 {
		return []Finding{OK(check, "no Instagram account's access ends within a week")}
	}
	return capped(check, found)
}
