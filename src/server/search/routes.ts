/** Site search over HTTP: the page `/suche`, the same as JSON, and completions while typing. */
import { createRoute } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { compress } from 'hono/compress';
import { z } from 'zod';
import { SearchAnswer, SearchParameters, SearchSuggestions, SuggestParameters } from '../../contracts/search.ts';
import { createReadProfile } from '../answering/read-profile.ts';
import { AppError } from '../platform/errors.ts';
import {
  access,
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
import { renderSearchPage, type SearchAddress, type SearchPage } from './render-search-page.ts';
import { FILTER_MONTHS, type SearchSiteDependencies, searchSite } from './search-site.ts';
import { createSuggest } from './suggest-words.ts';

export interface SearchRoutesDependencies extends SearchSiteDependencies {
  settings: { townName: string | null; keepDays: number; privacyUrl: string | null };
  /** Whether Musterstadt is served. */
  demo: boolean;
  questionsPerMinute: number;
  trustProxy: boolean;
}

/** People search and leaf more often than they ask; type-ahead asks with every few letters. */
const SEARCHES_FOR_QUESTION = 3;
const SUGGESTIONS_FOR_QUESTION = 30;
const TAG = ['search'];

const json = <Schema extends z.ZodType>(schema: Schema, description: string) => ({
  description,
  content: { 'application/json': { schema } },
});
const AddressLanguage = z.enum(['de', 'en']).optional().catch(undefined);

export function searchRoutes(dependencies: SearchRoutesDependencies): Routes {
  const { clock, trustProxy, questionsPerMinute, settings } = dependencies;
  const limit = (share: number) =>
    limitRate(createRateLimit({ clock, perMinute: share * questionsPerMinute }), { trustProxy });
  const searches = limit(SEARCHES_FOR_QUESTION);
  const suggest = createSuggest(dependencies);
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
      const answer = await searchSite(dependencies, context.req.valid('query'), context.req.raw.signal);
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
    const answer = await searchSite(dependencies, parsed.data, signal);
    if (answer !== null) return send(context, language, { address, answer });
    // A source that is gone: the search goes on in all.
    const everywhere = { ...parsed.data, source: undefined };
    const found = await searchSite(dependencies, everywhere, signal);
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
