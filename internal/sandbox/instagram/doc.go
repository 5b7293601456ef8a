// Package instagram is the Instagram part of the sandbox: it owns the stand-ins of www.instagram.com (the page on which an
// account is connected), api.instagram.com (code for token) and graph.instagram.com (everything else) for Instagram API
// with Instagram Login, the accounts and people of that network, what happens between them, and the webhooks it causes.
//
// Posting webhooks, faults, the record of calls and the control API belong to the sandbox around it; this package says
// what is to be answered and what is to be posted. Every operation has a name, "ig_" and its subject, by which faults and
// calls are told apart.
//
// The facts are those of Meta's public documentation as read in 2026-11. Where sources disagree a knob chooses.
package instagram
