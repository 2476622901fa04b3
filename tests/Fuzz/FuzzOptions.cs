using System.Globalization;

namespace Consensoor.Fuzz;

/// <summary>The command line.</summary>
internal sealed record FuzzOptions(ulong Inputs, ulong Seed, ulong First, int Jobs, string Only)
{
    internal const string Usage = """
        Hands hostile points, field elements, blobs, cells, configurations, messages, light client objects and datagrams to whatever
        takes them from outside.

            dotnet run -c Release --project tests/Fuzz -- [--inputs N] [--seed N] [--first N] [--jobs N] [--only NAME]

        --inputs  how many inputs; 200000 unless said
        --seed    the same seed makes the same inputs; 7 unless said
        --first   the number of the first one, to run a finding again alone
        --jobs    threads; 1 unless said
        --only    those with that in their name; all unless said
        """;

    /// <summary>Reads the command line; null where it makes no sense.</summary>
    internal static FuzzOptions? Parse(string[] arguments)
    {
        var options = new FuzzOptions(200_000, 7, 0, 1, "");
        for (int i = 0; i < arguments.Length; i += 2)
        {
            if (arguments[i] == "--only" && i + 1 < arguments.Length)
            {
                options = options with { Only = arguments[i + 1] };
                continue;
            }

            if (i + 1 == arguments.Length
                || !ulong.TryParse(arguments[i + 1], NumberStyles.None, CultureInfo.InvariantCulture, out ulong value))
                return null;
            switch (arguments[i])
            {
                case "--inputs":
                    options = options with { Inputs = value };
                    break;
                case "--seed":
                    options = options with { Seed = value };
                    break;
                case "--first":
                    options = options with { First = value };
                    break;
                case "--jobs" when value is > 0 and <= 64:
                    options = options with { Jobs = (int)value };
                    break;
                default:
                    return null;
            }
        }

        return options;
    }
}
