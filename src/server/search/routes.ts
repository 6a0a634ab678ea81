/** Site search over HTTP: the page `/suche`, the same as JSON, and completions while typing. */
import { createRoute } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { compress } from 'hono/compress';
import { z } from 'zod';
import { SearchAnswer, SearchParameters, SearchSuggestions, SuggestParameters } from '../../contracts/search.ts';
import { Synonym, SynonymImport, SynonymPath, SynonymRemoval, SynonymRequest } from '../../contracts/synonyms.ts';
import { createReadProfile } from '../answering/read-profile.ts';
import { foldWord } from '../german/fold-word.ts';
import { listSynonyms, putSynonyms, removeSynonym } from '../knowledge/edit-synonyms.ts';
import { AppError } from '../platform/errors.ts';
import {
  access,
  allowBody,
  createRoutes,
  errorResponses,
  type HttpEnvironment,
  limitRate,
  type Routes,
} from '../platform/http.ts';
import { createRateLimit } from '../platform/rate-limit.ts';
import { chooseLanguage, type PageLanguage } from '../website/describe-status.ts';
import { createAssetReader } from '../website/load-assets.ts';
import { pageResponse } from '../website/page-response.ts';
import { createSourceReader } from './keep-sources.ts';
import { renderSearchPage, type SearchAddress, type SearchPage } from './render-search-page.ts';
import { FILTER_MONTHS, type SearchSiteDependencies, searchSite } from './search-site.ts';
import { createSuggest } from './suggest-words.ts';

export interface SearchRoutesDependencies extends Omit<SearchSiteDependencies, 'readSources'> {
  settings: { townName: string | null; keepDays: number; privacyUrl: string | null };
  /** Whether Musterstadt is served. */
  demo: boolean;
  questionsPerMinute: number;
  trustProxy: boolean;
}

/** People search and leaf more often than they ask; type-ahead asks with every few letters. */
const SEARCHES_FOR_QUESTION = 3;
const SUGGESTIONS_FOR_QUESTION = 30;
/** 5,000 long entries, in bytes. */
const LARGEST_LIST = 2 * 1024 * 1024;
const TAG = ['search'];

const json = <Schema extends z.ZodType>(schema: Schema, description: string) => ({
  description,
  content: { 'application/json': { schema } },
});
const AddressLanguage = z.enum(['de', 'en']).optional().catch(undefined);

export function searchRoutes(dependencies: SearchRoutesDependencies): Routes {
  const { clock, trustProxy, questionsPerMinute, settings } = dependencies;
  const site = { ...dependencies, readSources: createSourceReader(dependencies) };
  const limit = (share: number) =>
    limitRate(createRateLimit({ clock, perMinute: share * questionsPerMinute }), { trustProxy });
  const searches = limit(SEARCHES_FOR_QUESTION);
  const suggest = createSuggest(site);
  const assets = createAssetReader();
  const readProfile = createReadProfile({ ...dependencies, metrics: null });
  const packed = compress();
  const routes = createRoutes();

  routes.openapi(
    createRoute({
      method: 'get',
      path: '/api/search',
      tags: TAG,
      summary: 'Search the pages',
      description: 'Ten pages at a time, best first. Nothing of the query is kept.',
      middleware: [access('public'), searches, packed] as const,
      request: { query: SearchParameters },
      responses: {
        200: json(SearchAnswer, 'What was found'),
        ...errorResponses('invalid-request', 'not-found', 'too-many'),
      },
    }),
    async (context) => {
      const answer = await searchSite(site, context.req.valid('query'), context.req.raw.signal);
      if (answer === null) throw new AppError('not-found');
      context.header('cache-control', 'no-store');
      return context.json(answer, 200);
    },
  );

  routes.openapi(
    createRoute({
      method: 'get',
      path: '/api/search/suggest',
      tags: TAG,
      summary: 'Completes what is being typed',
      middleware: [access('public'), limit(SUGGESTIONS_FOR_QUESTION)] as const,
      request: { query: SuggestParameters },
      responses: {
        200: json(SearchSuggestions, 'At most eight, best first'),
        ...errorResponses('invalid-request', 'not-found', 'too-many'),
      },
    }),
    async (context) => {
      const { q, source } = context.req.valid('query');
      const suggestions = await suggest(q, source);
      if (suggestions === null) throw new AppError('not-found');
      context.header('cache-control', 'public, max-age=60');
      return context.json({ suggestions }, 200);
    },
  );

  routes.get('/suche/', (context) => context.redirect(`/suche${new URL(context.req.url).search}`, 301));
  routes.get('/suche', packed, async (context) => {
    const query = parametersOf(context);
    const lang = AddressLanguage.parse(context.req.query('lang'));
    const language = chooseLanguage(lang, context.req.header('accept-language'));
    const parsed = SearchParameters.safeParse(query);
    const address: SearchAddress = parsed.success
      ? { ...parsed.data, source: parsed.data.source ?? [], lang }
      : { q: String(query['q'] ?? '').slice(0, 200), source: [], page: 1, lang };
    if (!parsed.success) return send(context, language, { address, trouble: 'wrong-address' });
    if (parsed.data.q === '') return send(context, language, { address });
    try {
      await searches(context, async () => undefined);
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'too-many') throw error;
      return send(context, language, { address, trouble: 'too-many' });
    }
    const { signal } = context.req.raw;
    const answer = await searchSite(site, parsed.data, signal);
    if (answer !== null) return send(context, language, { address, answer });
    // A source that is gone: the search goes on in all.
    const everywhere = { ...parsed.data, source: undefined };
    const found = await searchSite(site, everywhere, signal);
    return send(context, language, { address: { ...address, source: [] }, answer: found });
  });

  async function send(
    context: Context<HttpEnvironment>,
    language: PageLanguage,
    page: Pick<SearchPage, 'address' | 'trouble'> & { answer?: SearchPage['answer'] },
  ): Promise<Response> {
    const { versioned } = await assets();
    const empty = page.answer === undefined && page.trouble === undefined;
    const profile = empty ? await readProfile({ language }) : null;
    const body = renderSearchPage(
      { language, demo: dependencies.demo, versioned },
      {
        answer: null,
        months: FILTER_MONTHS,
        examples: profile?.suggestions ?? [],
        ready: profile?.ready ?? true,
        town: settings.townName ?? (dependencies.demo ? 'Musterstadt' : null),
        ...page,
      },
    );
    const wait = context.res.headers.get('retry-after');
    return pageResponse(context.req.raw, body, {
      language,
      status: page.trouble === 'too-many' ? 429 : 200,
      ...(wait === null ? {} : { headers: { 'retry-after': wait } }),
    });
  }
  return routes;
}

/** The town's list of everyday words. */
export function synonymRoutes({ db, index }: Pick<SearchRoutesDependencies, 'db' | 'index'>): Routes {
  const administrator = { tags: TAG, security: [{ key: [] as string[] }] };
  const body = <Schema extends z.ZodType>(schema: Schema) => ({
    required: true,
    content: { 'application/json': { schema } },
  });
  return createRoutes()
    .openapi(
      createRoute({
        ...administrator,
        method: 'get',
        path: '/api/synonyms',
        summary: 'Everyday words and their official names',
        middleware: [access('administrator')] as const,
        responses: {
          200: json(z.array(Synonym), 'In alphabetical order'),
          ...errorResponses('key-missing', 'key-wrong'),
        },
      }),
      async (context) => context.json(await listSynonyms({ db }), 200),
    )
    .openapi(
      createRoute({
        ...administrator,
        method: 'post',
        path: '/api/synonyms',
        summary: 'Adds an everyday word or changes it; counts from the next search on',
        middleware: [access('administrator')] as const,
        request: { body: body(SynonymRequest) },
        responses: {
          200: json(Synonym, 'As it counts now'),
          ...errorResponses('invalid-request', 'key-missing', 'key-wrong', 'too-large'),
        },
      }),
      async (context) => {
        const entry = context.req.valid('json');
        if (!(await putSynonyms({ db, index }, [entry]))) throw new AppError('too-large');
        const saved = (await listSynonyms({ db })).find(({ word }) => foldWord(word) === foldWord(entry.word));
        if (saved === undefined) throw new AppError('internal');
        return context.json(saved, 200);
      },
    )
    .openapi(
      createRoute({
        ...administrator,
        method: 'delete',
        path: '/api/synonyms/{word}',
        summary: 'Takes the town’s entry away, or switches ours off',
        middleware: [access('administrator')] as const,
        request: { params: SynonymPath },
        responses: {
          200: json(SynonymRemoval, 'What that meant'),
          ...errorResponses('invalid-request', 'key-missing', 'key-wrong', 'not-found'),
        },
      }),
      async (context) => {
        const outcome = await removeSynonym({ db, index }, context.req.valid('param').word);
        if (outcome === null) throw new AppError('not-found');
        return context.json({ outcome }, 200);
      },
    )
    .openapi(
      createRoute({
        ...administrator,
        method: 'post',
        path: '/api/synonyms/import',
        summary: 'Takes over a whole list',
        middleware: [access('administrator'), allowBody(LARGEST_LIST)] as const,
        request: { body: body(SynonymImport) },
        responses: {
          200: json(z.array(Synonym), 'The whole list as it counts now'),
          ...errorResponses('invalid-request', 'key-missing', 'key-wrong', 'too-large'),
        },
      }),
      async (context) => {
        const { entries, replace } = context.req.valid('json');
        if (!(await putSynonyms({ db, index }, entries, { replace }))) throw new AppError('too-large');
        return context.json(await listSynonyms({ db }), 200);
      },
    );
}

/** Empty fields of a form count as not set; only a source may be given several times. */
function parametersOf(context: Context<HttpEnvironment>): Record<string, string | string[]> {
  const query = new URL(context.req.url).searchParams;
  const parameters: Record<string, string | string[]> = { q: query.get('q') ?? '' };
  for (const name of ['kind', 'language', 'from', 'page']) {
    const value = query.get(name);
    if (value !== null && value !== '') parameters[name] = value;
  }
  const source = query.getAll('source').filter((one) => one !== '');
  if (source.length > 0) parameters['source'] = source;
  return parameters;
}
