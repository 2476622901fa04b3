using System.CommandLine;
using System.Text.Json;
using Consensoor.Interop.Texts;

namespace Consensoor.Actors.Cli.Diagnosis;

/// <summary>
/// Makes `doctor`: with the options of `run`, says of everything a node needs whether it is there, a line each, and what to do. Exits with
/// 1 where a check failed.
/// </summary>
internal static class DoctorCommand
{
    private const int Width = 6;

    public static Command Create(CliOptions cli, TimeProvider time)
    {
        var options = new RunCliOptions(cli);
        var json = new Option<bool>("--json") { Description = "Write an object of JSON, not lines" };
        var command = new Command("doctor", "Check ports, clock, disk, data, execution layer, keys and peers") { json };
        options.AddTo(command);
        command.SetAction(async (result, cancellation) =>
        {
            var findings = await Doctor.Look(options.Read(result), time, cancellation);
            var output = result.InvocationConfiguration.Output;
            if (result.GetValue(json))
            {
                output.WriteLine(Json(findings));
            }
            else
            {
                Write(output, findings);
            }

            return findings.Any(static finding => finding.Level == FindingLevel.Fail) ? ExitCodes.Refused : ExitCodes.Done;
        });
        return command;
    }

    private static void Write(TextWriter output, IReadOnlyList<Finding> findings)
    {
        foreach (var finding in findings)
        {
            output.WriteLine($"{Word(finding.Level),-Width}{finding.Check}: {SafeText.Escape(finding.Text)}");
            if (finding.Advice is { } advice)
            {
                output.WriteLine($"{"",Width}  {SafeText.Escape(advice)}");
            }
        }

        var (failed, warned) = (Count(FindingLevel.Fail), Count(FindingLevel.Warn));
        output.WriteLine(failed + warned == 0 ? "all is well" : $"{failed} failed, {warned} to look at");

        int Count(FindingLevel level) => findings.Count(finding => finding.Level == level);
    }

    private static string Json(IReadOnlyList<Finding> findings)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            writer.WriteStartObject();
            writer.WriteBoolean("ok", findings.All(static finding => finding.Level != FindingLevel.Fail));
            writer.WriteStartArray("findings");
            foreach (var finding in findings)
            {
                writer.WriteStartObject();
                writer.WriteString("check", finding.Check);
                writer.WriteString("level", Word(finding.Level));
                writer.WriteString("text", finding.Text);
                writer.WriteString("advice", finding.Advice);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        return System.Text.Encoding.UTF8.GetString(stream.ToArray());
    }

    private static string Word(FindingLevel level) => level.ToString().ToLowerInvariant();
}
