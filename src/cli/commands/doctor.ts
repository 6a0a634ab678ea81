import type { Command } from 'commander';
import type { DoctorReport } from '../../contracts/status.ts';
import { openApi } from '../api-client.ts';
import { EXIT } from '../command-fault.ts';
import type { CommandContext } from '../main.ts';

const MARKS = { ok: '✓', hint: '·', problem: '✗' } as const;

export function addDoctorCommand(program: Command, { terminal, config }: CommandContext): void {
  const { words, language } = terminal;
  program
    .command('doctor')
    .description(words.doctor)
    .action(async () => {
      const api = await openApi(config());
      try {
        const report = await api.get<DoctorReport>('/api/doctor');
        if (!report.healthy) process.exitCode = EXIT.failed;
        if (terminal.json) return terminal.result(report);
        for (const finding of report.findings) {
          terminal.line(`  ${MARKS[finding.level]} ${finding.message[language]}`);
          if (finding.remedy !== null) terminal.line(`      → ${finding.remedy[language]}`);
        }
        const problems = report.findings.filter((finding) => finding.level === 'problem').length;
        terminal.line(`\n${problems === 0 ? words.doctorHealthy : words.doctorProblems(problems)}`);
      } finally {
        await api.close();
      }
    });
}
