CREATE TABLE "synonym" (
	"word" text PRIMARY KEY NOT NULL,
	"said" text NOT NULL,
	"names" jsonb NOT NULL,
	"active" boolean DEFAULT true NOT NULL,
	"changed_at" timestamp with time zone DEFAULT now() NOT NULL
);
