CREATE TABLE "unit_embedding" (
	"hash" text NOT NULL,
	"model" text NOT NULL,
	"cut" smallint NOT NULL,
	"vectors" "bytea" NOT NULL,
	CONSTRAINT "unit_embedding_hash_model_pk" PRIMARY KEY("hash","model")
);
--> statement-breakpoint
CREATE TABLE "vector_spread" (
	"model" text PRIMARY KEY NOT NULL,
	"vectors" integer NOT NULL,
	"spread" "bytea" NOT NULL
);
