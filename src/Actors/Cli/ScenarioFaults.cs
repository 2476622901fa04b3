using System.CommandLine;
using System.Globalization;
using Consensoor.Actors.Network.Wire;
using Consensoor.Actors.Scenarios;
using Consensoor.Actors.Simulation.Scenarios;

namespace Consensoor.Actors.Cli;

/// <summary>Holds the options of `scenario` that change its faults, and lays what is given over a description.</summary>
internal sealed class ScenarioFaults
{
    private const uint MaxLatencyMs = 60_000;

    private readonly Option<double?> _loss = CliOptions.Plain<double?>(
        "--loss", "Probability that a message is lost, for scenarios that lose some", null, "a probability from 0 to 1", TryProbability);

    private readonly Option<uint?> _latency = CliOptions.Plain<uint?>(
        "--latency", "Milliseconds that every message takes", null, $"a number of milliseconds up to {MaxLatencyMs}", TryLatency);

    private readonly Option<string?> _wire = CliOptions.Plain<string?>(
        "--wire",
        "What nodes are connected by: bus, or libp2p for gossipsub and req/resp as on the real wire, which is slower",
        null,
        $"{SimulatedWire.Bus} or {SimulatedWire.Libp2p}",
        TryWire);

    /// <summary>Lists the options.</summary>
    public IReadOnlyList<Option> All => [_loss, _latency, _wire];

    /// <summary>Lays the options that were given over a scenario; the reason where it has no such fault.</summary>
    public string? Apply(ParseResult result, Scenario<DevnetNode> scenario)
    {
        if (result.GetValue(_loss) is { } loss)
        {
            if (scenario.Links.Loss == 0)
            {
                var lossy = ScenarioCatalog.Names.Where(static name => ScenarioCatalog.Find(name)!.Links.Loss > 0);
                return $"--loss: scenario {scenario.Name} loses no messages; {string.Join(", ", lossy)} does";
            }

            scenario.With(Text("--loss", loss), scenario.Links with { Loss = loss });
        }

        if (result.GetValue(_latency) is { } latency)
        {
            scenario.With(Text("--latency", latency), scenario.Links with { Latency = TimeSpan.FromMilliseconds(latency) });
        }

        if (result.GetValue(_wire) is { } wire)
        {
            scenario.With($"--wire {wire}", $"consensoor.simulation.wire = {wire}");
        }

        return null;
    }

    private static string Text(string option, IFormattable value) => $"{option} {value.ToString(null, CultureInfo.InvariantCulture)}";

    private static bool TryWire(string text, out string? value)
    {
        value = text;
        return text is SimulatedWire.Bus or SimulatedWire.Libp2p;
    }

    private static bool TryProbability(string text, out double? value)
    {
        var isNumber = double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number);
        value = number;
        return isNumber && number is >= 0 and <= 1;
    }

    private static bool TryLatency(string text, out uint? value)
    {
        var isNumber = uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number);
        value = number;
        return isNumber && number <= MaxLatencyMs;
    }
}
