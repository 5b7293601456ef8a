package main

import (
	"context"
	"os"

	"github.com/kelolapesan/kelola/internal/app"
	"github.com/kelolapesan/kelola/internal/config"
)

type certificateCmd struct {
	Verify certificateVerifyCmd `cmd:"" help:"Check a certificate and say what it states; needs no data folder and no network."`
	Key    certificateKeyCmd    `cmd:"" help:"Print the public key with which certificates of this installation are checked."`
}

type certificateVerifyCmd struct {
	File     string `arg:"" help:"The file of the certificate." type:"path"`
	Key      string `help:"The public key it must be signed with, as 'kelola certificate key' prints it there."`
	Language string `default:"en" enum:"id,en" help:"Language of what is printed: ${enum}."`
}

func (c certificateVerifyCmd) Run() error {
	return app.VerifyCertificate(c.File, c.Key, c.Language, os.Stdout)
}

type certificateKeyCmd struct{}

func (certificateKeyCmd) Run(ctx context.Context) error {
	cfg, err := config.Load(os.LookupEnv)
	if err != nil {
		return err
	}
	return app.CertificateKey(ctx, cfg, os.Stdout)
}
