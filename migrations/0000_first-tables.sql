CREATE TABLE "answer" (
	"id" uuid PRIMARY KEY NOT NULL,
	"conversation_id" uuid NOT NULL,
	"asked_at" timestamp with time zone NOT NULL,
	"delete_on" date NOT NULL,
	"question" text NOT NULL,
	"language" text NOT NULL,
	"outcome" text NOT NULL,
	"detail" text NOT NULL,
	"text" text NOT NULL,
	"citations" jsonb NOT NULL,
	"trace" jsonb NOT NULL,
	"milliseconds" integer NOT NULL,
	"helpful" boolean,
	"feedback_reason" text,
	"feedback_text" text
);
--> statement-breakpoint
CREATE TABLE "embedding" (
	"hash" text NOT NULL,
	"model" text NOT NULL,
	"vector" "bytea" NOT NULL,
	CONSTRAINT "embedding_hash_model_pk" PRIMARY KEY("hash","model")
);
--> statement-breakpoint
CREATE TABLE "frontier" (
	"sync_id" uuid NOT NULL,
	"url" text NOT NULL,
	"depth" integer NOT NULL,
	"position" integer NOT NULL,
	"referrer" text,
	"from_sitemap" boolean DEFAULT false NOT NULL,
	"done" boolean DEFAULT false NOT NULL,
	CONSTRAINT "frontier_sync_id_url_pk" PRIMARY KEY("sync_id","url")
);
--> statement-breakpoint
CREATE TABLE "page" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"source_id" uuid NOT NULL,
	"url" text NOT NULL,
	"canonical_url" text NOT NULL,
	"kind" text NOT NULL,
	"state" text NOT NULL,
	"reason" text,
	"http_status" integer,
	"etag" text,
	"last_modified" text,
	"content_hash" text,
	"title" text DEFAULT '' NOT NULL,
	"description" text,
	"language" text DEFAULT 'de' NOT NULL,
	"breadcrumb" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"changed_on" date,
	"html" "bytea",
	"fingerprints" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"structured_data" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"links" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"depth" integer DEFAULT 0 NOT NULL,
	"referrer" text,
	"fetched_at" timestamp with time zone NOT NULL,
	"seen_by" uuid,
	CONSTRAINT "page_url" UNIQUE("source_id","url")
);
--> statement-breakpoint
CREATE TABLE "passage" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"page_id" uuid NOT NULL,
	"source_id" uuid NOT NULL,
	"ordinal" integer NOT NULL,
	"path" jsonb NOT NULL,
	"anchor" text,
	"page_number" integer,
	"language" text NOT NULL,
	"blocks" jsonb NOT NULL,
	"text" text NOT NULL,
	"hash" text NOT NULL,
	"terms" text,
	"length" integer
);
--> statement-breakpoint
CREATE TABLE "posting" (
	"term" text NOT NULL,
	"passage_id" uuid NOT NULL,
	"frequency" real NOT NULL,
	CONSTRAINT "posting_term_passage_id_pk" PRIMARY KEY("term","passage_id")
);
--> statement-breakpoint
CREATE TABLE "source" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"kind" text NOT NULL,
	"name" text NOT NULL,
	"url" text NOT NULL,
	"options" jsonb NOT NULL,
	"webhook_hash" text,
	"alarm" text,
	"boilerplate" jsonb,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "source_url_unique" UNIQUE("url")
);
--> statement-breakpoint
CREATE TABLE "sync" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"source_id" uuid NOT NULL,
	"trigger" text NOT NULL,
	"state" text NOT NULL,
	"reason" text,
	"counts" jsonb NOT NULL,
	"started_at" timestamp with time zone NOT NULL,
	"finished_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "word" (
	"word" text PRIMARY KEY NOT NULL,
	"passages" integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE "access_key" (
	"name" text PRIMARY KEY NOT NULL,
	"hash" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "setting" (
	"name" text PRIMARY KEY NOT NULL,
	"value" jsonb NOT NULL
);
--> statement-breakpoint
ALTER TABLE "frontier" ADD CONSTRAINT "frontier_sync_id_sync_id_fk" FOREIGN KEY ("sync_id") REFERENCES "public"."sync"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "page" ADD CONSTRAINT "page_source_id_source_id_fk" FOREIGN KEY ("source_id") REFERENCES "public"."source"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "passage" ADD CONSTRAINT "passage_page_id_page_id_fk" FOREIGN KEY ("page_id") REFERENCES "public"."page"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "passage" ADD CONSTRAINT "passage_source_id_source_id_fk" FOREIGN KEY ("source_id") REFERENCES "public"."source"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "posting" ADD CONSTRAINT "posting_passage_id_passage_id_fk" FOREIGN KEY ("passage_id") REFERENCES "public"."passage"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sync" ADD CONSTRAINT "sync_source_id_source_id_fk" FOREIGN KEY ("source_id") REFERENCES "public"."source"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "answer_conversation" ON "answer" USING btree ("conversation_id","asked_at");--> statement-breakpoint
CREATE INDEX "answer_delete_on" ON "answer" USING btree ("delete_on");--> statement-breakpoint
CREATE INDEX "frontier_waiting" ON "frontier" USING btree ("sync_id","done","depth","position");--> statement-breakpoint
CREATE INDEX "page_state" ON "page" USING btree ("source_id","state");--> statement-breakpoint
CREATE INDEX "passage_page" ON "passage" USING btree ("page_id","ordinal");--> statement-breakpoint
CREATE INDEX "passage_source" ON "passage" USING btree ("source_id");--> statement-breakpoint
CREATE INDEX "passage_hash" ON "passage" USING btree ("hash");--> statement-breakpoint
CREATE INDEX "passage_unanalysed" ON "passage" USING btree ("id") WHERE "passage"."terms" is null;--> statement-breakpoint
CREATE INDEX "posting_passage" ON "posting" USING btree ("passage_id");--> statement-breakpoint
CREATE INDEX "sync_source" ON "sync" USING btree ("source_id","started_at");