package library

import (
	"errors"
	"io"
	"mime"
	"net/http"
	"reflect"
	"strconv"
	"strings"

	"github.com/kelolapesan/kelola/internal/account"
	"github.com/kelolapesan/kelola/internal/fault"
	"github.com/kelolapesan/kelola/internal/httpapi"
	"github.com/kelolapesan/kelola/internal/id"
)

// formSpare is what a form may have around its file.
const formSpare = 64 << 10

type attachmentView struct {
	ID   string `json:"id"`
	Name string `json:"name"`
	MIME string `json:"mime"`
	Size int64  `json:"size"`
}

// Register adds the operations about attachments.
func (s *Service) Register(a *httpapi.API) {
	a.Raw(httpapi.Op{
		ID: "upload-attachment", Method: http.MethodPost, Path: "/attachments", Summary: "Upload a file",
		Description: "A form (multipart/form-data) with the file in the field file. Answers 201 with id, name, mime and size.",
		Right:       httpapi.Reply, MaxBody: MaxSize + formSpare, Status: http.StatusCreated,
		Consumes: "multipart/form-data", Answer: reflect.TypeFor[attachmentView](),
	}, s.upload)
	a.Raw(httpapi.Op{
		ID: "download-attachment", Method: http.MethodGet, Path: "/attachments/{attachment}/content", Summary: "Download a file", Right: httpapi.Read,
		Produces: "application/octet-stream",
	}, s.download)
}

func (s *Service) upload(w http.ResponseWriter, r *http.Request, p account.Principal, ws id.Workspace) error {
	form, err := r.MultipartReader()
	if err != nil {
		return ErrNoFile.With(err)
	}
	for {
		part, err := form.NextPart()
		if errors.Is(err, io.EOF) {
			return ErrNoFile
		}
		if err != nil {
			return cut(err)
		}
		if part.FormName() != "file" {
			continue
		}
		a, err := s.Store(r.Context(), ws, part, Meta{Name: part.FileName(), MIME: part.Header.Get("Content-Type"), Source: "upload", Actor: p.Actor()})
		if err != nil {
			return cut(err)
		}
		return httpapi.WriteJSON(w, http.StatusCreated, attachmentView{ID: a.ID.String(), Name: a.Name, MIME: a.MIME, Size: a.Size})
	}
}

// cut turns the errors of an upload that ended early or grew too large into faults.
func cut(err error) error {
	if _, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return ErrTooLarge
	}
	if _, ok := fault.Of(err); ok {
		return err
	}
	return ErrNoFile.With(err)
}

// download streams a file. Whatever it is, a browser runs nothing of it: no sniffing, a sandbox, and only harmless types are
// shown in place.
func (s *Service) download(w http.ResponseWriter, r *http.Request, _ account.Principal, ws id.Workspace) error {
	a, err := id.Parse[Attachment](r.PathValue("attachment"))
	if err != nil {
		return ErrNotFound
	}
	body, found, err := s.Open(r.Context(), ws, a)
	if err != nil {
		return err
	}
	defer func() { _ = body.Close() }()
	h := w.Header()
	contentType, how := "application/octet-stream", "attachment"
	if inline[found.MIME] {
		contentType, how = found.MIME, "inline"
	}
	h.Set("Content-Type", contentType)
	h.Set("Content-Disposition", disposition(how, found.Name))
	h.Set("Content-Length", strconv.FormatInt(found.Size, 10))
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Content-Security-Policy", "sandbox; default-src 'none'")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Cache-Control", "private, max-age=3600, immutable")
	w.WriteHeader(http.StatusOK)
	_, err = io.Copy(w, body)
	return err
}

func disposition(how, name string) string {
	if name == "" {
		return how
	}
	if s := mime.FormatMediaType(how, map[string]string{"filename": strings.ToValidUTF8(name, "_")}); s != "" {
		return s
	}
	return how
}
