package datamap

// BlobKinds registers what attachment bytes may be stored as.
func BlobKinds() map[string]Tag {
	return map[string]Tag{
		"attachment": {Attachments, UntilErased},
		"import":     {Contacts, Raw},
		"picture":    {InstagramConnection, UntilErased},
	}
}

// LogFields registers every key a log line may carry. None of them holds a name, a number or a text of a contact.
func LogFields() map[string]Tag {
	fields := map[string]Tag{}
	for _, name := range []string{
		"time", "level", "msg", "source", "err", "stack", "version", "engine", "address", "file", "count", "duration", "duration_ms",
		"request_id", "method", "route", "status", "attempt", "job_id", "job_kind", "verdict", "component", "operation", "size", "type",
		"workspace_id", "channel", "channel_id", "blast_id", "import_id", "inbound", "reason",
	} {
		fields[name] = Tag{Technical, AppLog}
	}
	return fields
}

// JobKinds registers every kind of background job. Their arguments are ids; the class is that of the queue's rows.
func JobKinds() map[string]Tag {
	kinds := map[string]Tag{}
	for _, name := range []string{
		"audit.record", "channel.sync_templates", "contact.bulk", "contact.fill_group", "contact.import", "contact.purge_import", "erase.hear_word", "inbox.fetch_media",
		"inbox.fetch_message", "inbox.fetch_profile", "inbox.mark_read", "library.delete_attachment",
	} {
		kinds[name] = Tag{Sending, Raw}
	}
	for _, name := range []string{"comment.check_follow", "comment.look_up_post", "comment.sweep_account", "comment.sweep_all"} {
		kinds[name] = Tag{InstagramEvents, Raw}
	}
	for _, name := range []string{"instagram.care_account", "instagram.leave_account"} {
		kinds[name] = Tag{InstagramConnection, Raw}
	}
	return kinds
}
