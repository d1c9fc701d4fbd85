/** What went on, in numbers: how many requests of which kind, how they ended, how long they took. Nobody is in it. */
export interface Metrics {
	count(route: string, status: number, seconds: number): void;
	/** In Prometheus' text. */
	text(gauges: Readonly<Record<string, number>>): string;
}

export function requestMetrics(): Metrics {
	const requests = new Map<string, number>();
	const times = new Map<string, { seconds: number; count: number }>();
	return {
		count(route, status, seconds) {
			const labels = `route="${route}",status="${status}"`;
			requests.set(labels, (requests.get(labels) ?? 0) + 1);
			const before = times.get(route) ?? { seconds: 0, count: 0 };
			times.set(route, { seconds: before.seconds + seconds, count: before.count + 1 });
		},
		text(gauges) {
			const lines = ['# TYPE repit_requests_total counter'];
			for (const [labels, count] of requests) lines.push(`repit_requests_total{${labels}} ${count}`);
			lines.push('# TYPE repit_request_seconds summary');
			for (const [route, { seconds, count }] of times) {
				lines.push(`repit_request_seconds_sum{route="${route}"} ${seconds}`);
				lines.push(`repit_request_seconds_count{route="${route}"} ${count}`);
			}
			for (const [name, value] of Object.entries(gauges))
				lines.push(`# TYPE repit_${name} gauge`, `repit_${name} ${value}`);
			return `${lines.join('\n')}\n`;
		}
	};
}
