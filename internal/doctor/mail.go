package doctor

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
