package contact

import (
	"context"
	"slices"

	"github.com/kelolapesan/kelola/internal/clock"
	"github.com/kelolapesan/kelola/internal/event"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// ResolveAll is Resolve for each of the addresses in their order, and answers whose they are. A contact that several of them change
// is written once.
func (s *Service) ResolveAll(ctx context.Context, tx *wsdb.Tx, addrs []Address) ([]ID, error) {
	p := people{s: s, tx: tx, byPhone: map[string]*person{}, byUserID: map[string]*person{}}
	if err := p.load(ctx, addrs); err != nil {
		return nil, err
	}
	whose := make([]ID, len(addrs))
	for i, a := range addrs {
		who, err := p.resolve(ctx, a)
		if err != nil {
			return nil, err
		}
		whose[i] = who.ID
	}
	return whose, p.save(ctx)
}

// person is a contact that at least one of the addresses leads to.
type person struct {
	record
	fresh, changed, linked bool // not in the table, not as in the table, with an address the table does not have
}

// people is everybody the addresses lead to, as they are after those that were resolved so far.
type people struct {
	s        *Service
	tx       *wsdb.Tx
	byPhone  map[string]*person
	byUserID map[string]*person
	changed  []*person
	facts    []event.Fact
	links    []link
}

func (p *people) load(ctx context.Context, addrs []Address) error {
	phones, users := make([]string, 0, len(addrs)), []string{}
	for _, a := range addrs {
		if a.Phone != "" {
			phones = append(phones, string(a.Phone))
		}
		if a.UserID != "" {
			users = append(users, a.UserID)
		}
	}
	known := map[ID]*person{}
	for _, lookup := range []struct {
		find func(context.Context, wsdb.Query, []string) ([]record, error)
		keys []string
	}{{p.s.byPhones, phones}, {p.s.byUserIDs, users}} {
		if len(lookup.keys) == 0 {
			continue
		}
		found, err := lookup.find(ctx, p.tx, lookup.keys)
		if err != nil {
			return err
		}
		for _, r := range found {
			if known[r.ID] == nil {
				known[r.ID] = &person{record: r}
				p.place(known[r.ID])
			}
		}
	}
	return p.loadHandles(ctx, users, known)
}

func (p *people) loadHandles(ctx context.Context, users []string, known map[ID]*person) error {
	held, err := p.s.byHandles(ctx, p.tx, slices.DeleteFunc(slices.Clone(users), func(u string) bool { return !isHandle(u) }))
	for handle, r := range held {
		if known[r.ID] == nil {
			known[r.ID] = &person{record: r}
			p.place(known[r.ID])
		}
		p.byUserID[handle] = known[r.ID]
	}
	return err
}

func (p *people) place(who *person) {
	if who.Phone != nil {
		p.byPhone[*who.Phone] = who
	}
	if who.UserID != nil {
		p.byUserID[*who.UserID] = who
	}
}

func (p *people) resolve(ctx context.Context, a Address) (*person, error) {
	if a.Phone == "" && a.UserID == "" {
		return nil, ErrNoAddress
	}
	who, other := p.byPhone[string(a.Phone)], p.byUserID[a.UserID]
	switch {
	case who == nil && other == nil:
		who = &person{record: stranger(a, clock.Micros(p.tx.Now())), fresh: true}
		p.place(who)
		p.touch(who)
		p.link(who, a)
		return who, nil
	case who == nil:
		who = other
	case other != nil && other != who:
		p.facts = append(p.facts, event.Fact{
			Kind: event.ContactChanged, Subject: who.ID.String(), Data: map[string]any{"same_person_as": other.ID},
		})
		return who, nil
	}
	if other == nil || a.Username != "" {
		p.link(who, a)
	}
	if a.UserID != "" && !isHandle(a.UserID) && who.UserID != nil && *who.UserID != a.UserID {
		return who, p.replace(ctx, who, a)
	}
	changed, newAddress := who.meet(a)
	if changed {
		who.UpdatedAt = clock.Micros(p.tx.Now())
		who.linked = who.linked || newAddress
		p.place(who)
		p.touch(who)
	}
	return who, nil
}

// link notes that a person has a handle.
func (p *people) link(who *person, a Address) {
	if isHandle(a.UserID) && a.Channel != "" {
		p.byUserID[a.UserID] = who
		p.links = append(p.links, link{who.ID, a})
	}
}

// link is a handle to be noted once its contact is there.
type link struct {
	contact ID
	Address
}

// replace gives a person a new user id in place of another. It is written at once: the old one is free from now on, and somebody
// further down may have it.
func (p *people) replace(ctx context.Context, who *person, a Address) error {
	if err := p.save(ctx); err != nil {
		return err
	}
	delete(p.byUserID, *who.UserID)
	var err error
	who.record, err = p.s.meet(ctx, p.tx, who.record, a)
	p.place(who)
	return err
}

func (p *people) touch(who *person) {
	if !who.changed {
		who.changed = true
		p.changed = append(p.changed, who)
	}
}

// save writes what has changed so far.
func (p *people) save(ctx context.Context) error {
	if err := p.s.deps.Events.AppendAll(ctx, p.tx, p.facts); err != nil {
		return err
	}
	p.facts = nil
	if err := p.saveChanged(ctx); err != nil {
		return err
	}
	for _, l := range p.links {
		if _, err := p.s.Link(ctx, p.tx, l.contact, l.Address); err != nil {
			return err
		}
	}
	p.links = nil
	return nil
}

func (p *people) saveChanged(ctx context.Context) error {
	if len(p.changed) == 0 {
		return nil
	}
	if err := p.mark(ctx); err != nil {
		return err
	}
	list, added := make([]record, 0, len(p.changed)), 0
	for _, who := range p.changed {
		if who.fresh {
			added++
		}
		who.fresh, who.changed, who.linked = false, false, false
		list = append(list, who.record)
	}
	p.changed = nil
	return p.s.save(ctx, p.tx, list, added)
}

// mark looks up the orders against everyone with a new address.
func (p *people) mark(ctx context.Context) error {
	var list []record
	var of []*person
	for _, who := range p.changed {
		if who.fresh || who.linked {
			list, of = append(list, who.record), append(of, who)
		}
	}
	if len(list) == 0 {
		return nil
	}
	if err := p.s.mark(ctx, p.tx, list); err != nil {
		return err
	}
	for i, who := range of {
		who.record = list[i]
	}
	return nil
}
