ALTER TABLE "page" ADD COLUMN "lost" jsonb;--> statement-breakpoint
ALTER TABLE "page" ADD COLUMN "left_out" text;--> statement-breakpoint
ALTER TABLE "source" ADD COLUMN "requested" jsonb;--> statement-breakpoint
ALTER TABLE "sync" ADD COLUMN "addresses" jsonb;--> statement-breakpoint
ALTER TABLE "sync" ADD COLUMN "accept_loss" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "sync" ADD COLUMN "live_pages" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
CREATE INDEX "page_content" ON "page" USING btree ("source_id","content_hash");