package channel

import (
	"cmp"
	"context"
	"net/http"
	"time"

	"github.com/kelolapesan/kelola/internal/account"
	"github.com/kelolapesan/kelola/internal/httpapi"
	"github.com/kelolapesan/kelola/internal/id"
)

// registerUnstored adds the operations about the do-not-store list. It is the owner's, as deleting is.
func (h *HTTP) registerUnstored(a *httpapi.API) {
	httpapi.Register(a, httpapi.Op{
		ID: "list-unstored-numbers", Method: http.MethodGet, Path: "/unstored-numbers", Summary: "Numbers whose messages are not stored", Right: httpapi.Delete,
	}, h.listUnstored)
	httpapi.Register(a, httpapi.Op{
		ID: "add-unstored-number", Method: http.MethodPost, Path: "/unstored-numbers", Summary: "Do not store messages of a number",
		Description: "Messages from and to the number that come in afterwards are dropped in memory. What is stored already stays, and so do " +
			"messages you send to it, with their statuses. One that is listed already is answered as it is.",
		Right: httpapi.Delete, AllowReadOnly: true, Status: http.StatusCreated,
	}, h.addUnstored)
	httpapi.Register(a, httpapi.Op{
		ID: "remove-unstored-number", Method: http.MethodDelete, Path: "/unstored-numbers/{unstored_number}", Summary: "Store messages of a number again",
		Right: httpapi.Delete, AllowReadOnly: true, Status: http.StatusNoContent,
	}, h.removeUnstored)
}

// UnstoredNumberView is an entry of the do-not-store list as it is answered.
type UnstoredNumberView struct {
	ID          string    `json:"id"`
	PhoneMasked string    `json:"phone_masked" doc:"The number with its middle hidden"`
	CreatedAt   time.Time `json:"created_at"`
	CreatedBy   string    `json:"created_by" doc:"Id of the member who listed it"`
}

func viewUnstored(u Unstored) UnstoredNumberView {
	masked := cmp.Or(u.Number.Mask(), "*****") // of a number that was deleted its hash alone is left
	return UnstoredNumberView{ID: u.ID.String(), PhoneMasked: masked, CreatedAt: u.CreatedAt, CreatedBy: u.CreatedBy}
}

type unstoredListBody struct {
	Body struct {
		httpapi.List[UnstoredNumberView]
		Dropped int64 `json:"dropped" doc:"How many messages were not stored so far, of all numbers together"`
	}
}

func (h *HTTP) listUnstored(ctx context.Context, _ account.Principal, ws id.Workspace, in *httpapi.Paging) (*unstoredListBody, error) {
	list, dropped, err := h.Service.ListUnstored(ctx, ws, in.Request())
	if err != nil {
		return nil, err
	}
	out := &unstoredListBody{}
	out.Body.List, out.Body.Dropped = httpapi.ListOf(list, viewUnstored), dropped
	return out, nil
}

type addUnstoredInput struct {
	Body struct {
		Phone string `json:"phone" minLength:"1" maxLength:"40"`
	}
}

type unstoredBody struct{ Body UnstoredNumberView }

func (h *HTTP) addUnstored(ctx context.Context, p account.Principal, ws id.Workspace, in *addUnstoredInput) (*unstoredBody, error) {
	u, err := h.Service.AddUnstored(ctx, ws, in.Body.Phone, p.Actor())
	return &unstoredBody{viewUnstored(u)}, err
}

type unstoredPath struct {
	Number string `path:"unstored_number" doc:"Id of the entry"`
}

func (h *HTTP) removeUnstored(ctx context.Context, p account.Principal, ws id.Workspace, in *unstoredPath) (*httpapi.None, error) {
	entry, err := id.Parse[Unstored](in.Number)
	if err != nil {
		return nil, ErrUnstoredNotFound
	}
	return nil, h.Service.RemoveUnstored(ctx, ws, entry, p.Actor())
}
