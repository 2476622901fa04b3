using System.Globalization;
using Consensoor.Conformance.Cases;

namespace Consensoor.Conformance;

/// <summary>The command line.</summary>
public sealed record Options(
    IReadOnlyList<string> Paths,
    IReadOnlyList<Glob> Filters,
    int Jobs,
    TimeSpan Timeout,
    IReadOnlyList<string> Tables,
    string? Known,
    bool Slowest)
{
    /// <summary>How the program is called.</summary>
    public const string Usage = """
        Replays the reference tests of consensus-specs.

            dotnet run -c Release --project tests/Conformance -- PATH... [--filter GLOB]... [--jobs N] [--timeout SECONDS]
                [--table FILE.md]... [--known FILE] [--slowest]

        PATH       a vectors root, or any folder or case of its tree
        --filter   only cases whose place (preset/fork/runner/handler/suite/case) matches; * stands for any characters
        --jobs     cases at a time; as many as there are processors unless said
        --timeout  seconds after which a case fails; 120 unless said
        --table    writes the runner × fork table, passed/total, between the markers of a file that has them
        --known    a list of known gaps, a glob and a reason a line: they count as skipped, and as failed once they pass
        --slowest  lists the slowest cases at the end

            dotnet run -c Release --project tests/Conformance -- subset VECTORS FILE

        packs a small part of every runner, handler and fork of a vectors root for the repository

            dotnet run -c Release --project tests/Conformance -- specrefs SPECS CHECKOUT

        writes docs/specrefs.csv and docs/forks.md of a checkout anew for the specification's documents (../shared/spec/specs), and lists
        what has neither a place nor a reason, and what has several places
        """;

    /// <summary>Reads the command line; null and the reason where it makes no sense.</summary>
    public static Options? Parse(ReadOnlySpan<string> arguments, out string error)
    {
        var options = new Options([], [], Environment.ProcessorCount, TimeSpan.FromSeconds(120), [], null, false);
        error = "";
        for (var i = 0; i < arguments.Length; i++)
        {
            var name = arguments[i];
            if (name == "--slowest")
            {
                options = options with { Slowest = true };
                continue;
            }

            if (!name.StartsWith("--", StringComparison.Ordinal))
            {
                options = options with { Paths = [.. options.Paths, name] };
                continue;
            }

            if (i + 1 == arguments.Length)
            {
                error = $"{name} needs a value";
                return null;
            }

            var value = arguments[++i];
            switch (name)
            {
                case "--filter":
                    options = options with { Filters = [.. options.Filters, new Glob(value)] };
                    break;
                case "--jobs" when int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var jobs)
                    && jobs is > 0 and <= 1024:
                    options = options with { Jobs = jobs };
                    break;
                case "--timeout" when int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds > 0:
                    options = options with { Timeout = TimeSpan.FromSeconds(seconds) };
                    break;
                case "--table":
                    options = options with { Tables = [.. options.Tables, value] };
                    break;
                case "--known":
                    options = options with { Known = value };
                    break;
                default:
                    error = $"{name} {value} is not understood";
                    return null;
            }
        }

        if (options.Paths.Count == 0)
        {
            error = "no PATH";
            return null;
        }

        if (options.Paths.FirstOrDefault(static path => !Directory.Exists(path) && !File.Exists(path)) is { } missing)
        {
            error = $"{missing} does not exist";
            return null;
        }

        if (options.Known is { } known && !File.Exists(known))
        {
            error = $"{known} does not exist";
            return null;
        }

        return options;
    }
}
