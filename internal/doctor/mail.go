package doctor

import "time"

// Mail judges the outbox of e-mail. Failed counts those of the last month that were given up.
func Mail(on bool, waiting, failed int) Finding {
	const check = "mail"
	switch {
	case !on:
		return NotChecked(check, "KELOLA_SMTP_URL is not set, so who asks for a deletion is not written to")
	case failed > 0:
		return Warn(check, "see that the server of KELOLA_SMTP_URL takes mail from this address", "%d e-mails of the last month were given up", failed)
	}
	return OK(check, "%d wait to leave", waiting)
}

// Mailbox judges the mailbox of the public address. A zero time is of one that was not read so far.
func Mailbox(on bool, at time.Time, ok bool) Finding {
	const check = "mailbox"
	switch {
	case !on:
		return NotChecked(check, "KELOLA_IMAP_URL is not set, so mails to the public address are read by people")
	case at.IsZero():
		return NotChecked(check, "nothing was read so far")
	case !ok:
		return Err(check, "see that the server, the user and the password of KELOLA_IMAP_URL are right", "the mailbox of the public address cannot be read")
	}
	return OK(check, "read at %s", at.Format(time.TimeOnly))
}
