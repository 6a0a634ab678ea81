/** Figures for Prometheus: numbers and states only, no content, no person. */
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

export interface Metrics {
  requests: Histogram<'method' | 'route' | 'status'>;
  /** Ended answers by outcome and mode or reason. */
  answers: Counter<'outcome' | 'detail'>;
  answerSeconds: Histogram<'outcome'>;
  /** A gauge whose value is read when it is asked for. */
  gauge(name: string, help: string, read: () => number | Promise<number>): void;
  /** The text format of Prometheus. */
  render(): Promise<{ type: string; body: string }>;
}

export function createMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  return {
    requests: new Histogram({
      name: 'buergernah_http_request_seconds',
      help: 'Duration of HTTP requests by route pattern',
      labelNames: ['method', 'route', 'status'],
      buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
      registers: [registry],
    }),
    answers: new Counter({
      name: 'buergernah_answers_total',
      help: 'Ended answers',
      labelNames: ['outcome', 'detail'],
      registers: [registry],
    }),
    answerSeconds: new Histogram({
      name: 'buergernah_answer_seconds',
      help: 'Time from question to the end of its answer',
      labelNames: ['outcome'],
      buckets: [0.05, 0.1, 0.15, 0.25, 0.5, 1, 2, 5, 10, 30],
      registers: [registry],
    }),
    gauge(name, help, read) {
      new Gauge({
        name,
        help,
        registers: [registry],
        async collect() {
          this.set(await read());
        },
      });
    },
    render: async () => ({ type: registry.contentType, body: await registry.metrics() }),
  };
}
