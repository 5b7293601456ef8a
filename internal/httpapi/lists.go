package httpapi

import "reflect"

// withLists returns v with every nil slice as an empty one, so that a list of an answer is [] and never null, as the document
// says. v itself stays as it is; what it points to is filled in place. Raw bytes are left alone.
func withLists(v any) any {
	if v == nil {
		return nil
	}
	whole := reflect.New(reflect.TypeOf(v)).Elem()
	whole.Set(reflect.ValueOf(v))
	fillLists(whole)
	return whole.Interface()
}

func fillLists(v reflect.Value) {
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			fillLists(v.Elem())
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if f := v.Field(i); f.CanSet() {
				fillLists(f)
			}
		}
	case reflect.Slice:
		switch {
		case v.Type().Elem().Kind() == reflect.Uint8:
		case v.IsNil() && v.CanSet():
			v.Set(reflect.MakeSlice(v.Type(), 0, 0))
		default:
			for i := range v.Len() {
				fillLists(v.Index(i))
			}
		}
	}
}
