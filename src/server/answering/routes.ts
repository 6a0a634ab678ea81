/** The assistant over HTTP: ask, say whether it helped, look why (administrator), and what it is. */
import { createRoute, z } from '@hono/zod-openapi';
import {
  AnswerEvent,
  AnswerRequest,
  AssistantProfile,
  FeedbackRequest,
  InterfaceLanguage,
} from '../../contracts/answer.ts';
import { AppError } from '../platform/errors.ts';
import { access, createRoutes, errorResponses, limitRate, type Routes, sendEvents } from '../platform/http.ts';
import { createRateLimit } from '../platform/rate-limit.ts';
import { type AnsweringDependencies, answerQuestion } from './answer-question.ts';
import { createReadProfile } from './read-profile.ts';
import { readTrace } from './read-trace.ts';
import { recordFeedback } from './record-feedback.ts';

const json = <Schema extends z.ZodType>(schema: Schema) => ({ 'application/json': { schema } });
const AnswerId = z.object({ id: z.uuid().openapi({ param: { name: 'id', in: 'path' } }) });

const Trace = z
  .object({
    answerId: z.uuid(),
    askedAt: z.iso.datetime(),
    deleteOn: z.iso.date(),
    question: z.string(),
    language: z.string(),
    outcome: z.enum(['answered', 'refused', 'failed', 'abandoned']),
    detail: z.string(),
    text: z.string(),
    citations: z.array(z.object({ pageId: z.string(), url: z.string() })),
    steps: z.array(z.object({ step: z.string(), milliseconds: z.number(), result: z.unknown() })),
    milliseconds: z.number(),
    helpful: z.boolean().nullable(),
    feedbackReason: z.string().nullable(),
    feedbackText: z.string().nullable(),
  })
  .meta({ id: 'AnswerTrace' });

export function answeringRoutes(
  dependencies: AnsweringDependencies & { questionsPerMinute: number; trustProxy: boolean },
): Routes {
  const { questionsPerMinute, trustProxy, clock, log } = dependencies;
  const readProfile = createReadProfile(dependencies);
  const questions = limitRate(createRateLimit({ clock, perMinute: questionsPerMinute }), { trustProxy });
  // A person gives feedback once an answer; three times as often as questions is far beyond that.
  const feedback = limitRate(createRateLimit({ clock, perMinute: 3 * questionsPerMinute }), { trustProxy });

  return createRoutes()
    .openapi(
      createRoute({
        method: 'post',
        path: '/api/assistant/questions',
        tags: ['assistant'],
        summary: 'Ask a question; the answer comes as server-sent events',
        middleware: [access('public'), questions] as const,
        request: { body: { content: json(AnswerRequest), required: true } },
        responses: {
          200: {
            description: 'Events: start, step, text-delta, citation, and one of end, refusal, error',
            content: { 'text/event-stream': { schema: AnswerEvent } },
          },
          ...errorResponses('invalid-request', 'too-large', 'too-many'),
        },
      }),
      (context) => {
        const request = context.req.valid('json');
        return sendEvents(context, log, (signal) => answerQuestion(dependencies, request, signal));
      },
    )
    .openapi(
      createRoute({
        method: 'post',
        path: '/api/assistant/answers/{id}/feedback',
        tags: ['assistant'],
        summary: 'Say whether an answer helped, within a day',
        middleware: [access('public'), feedback] as const,
        request: { params: AnswerId, body: { content: json(FeedbackRequest), required: true } },
        responses: {
          204: { description: 'Kept' },
          ...errorResponses('invalid-request', 'not-found', 'too-many'),
        },
      }),
      async (context) => {
        const { id } = context.req.valid('param');
        if (!(await recordFeedback(dependencies, id, context.req.valid('json')))) throw new AppError('not-found');
        return context.body(null, 204);
      },
    )
    .openapi(
      createRoute({
        method: 'get',
        path: '/api/assistant/answers/{id}/trace',
        tags: ['assistant'],
        summary: 'Why an answer came out as it did',
        middleware: [access('administrator')] as const,
        request: { params: AnswerId },
        responses: {
          200: { description: 'The trace', content: json(Trace) },
          ...errorResponses('invalid-request', 'key-missing', 'key-wrong', 'not-found'),
        },
      }),
      async (context) => {
        const trace = await readTrace(dependencies, context.req.valid('param').id);
        if (trace === null) throw new AppError('not-found');
        return context.json({ ...trace, askedAt: trace.askedAt.toISOString() }, 200);
      },
    )
    .openapi(
      createRoute({
        method: 'get',
        path: '/api/assistant/profile',
        tags: ['assistant'],
        summary: 'What the assistant knows, and questions to start with',
        middleware: [access('public')] as const,
        request: {
          query: z.object({ page: z.url().max(2000).optional(), language: InterfaceLanguage.optional() }),
        },
        responses: {
          200: { description: 'The profile', content: json(AssistantProfile) },
          ...errorResponses('invalid-request'),
        },
      }),
      async (context) => context.json(await readProfile(context.req.valid('query')), 200),
    );
}
