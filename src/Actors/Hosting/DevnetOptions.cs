using System.Net;
using Consensoor.Spec;
using Serilog.Events;

namespace Consensoor.Actors.Hosting;

/// <summary>
/// Says what a devnet is to be: nodes, validators, slots in milliseconds, the first ports (0 for none; node n has port + n), a HOCON file
/// over the defaults.
/// </summary>
public sealed record DevnetOptions(
    int Nodes,
    int Validators,
    ulong SlotMs,
    bool GloasFromGenesis,
    bool Reset,
    string DataDir,
    int BeaconApiPort,
    int MetricsPort,
    string? ConfigFile,
    LogEventLevel LogLevel)
{
    /// <summary>The most nodes that one process is given.</summary>
    public const int MaxNodes = 64;

    private const int MaxValidators = 100_000;

    /// <summary>Gives the address the Beacon API listens on.</summary>
    public IPAddress BeaconApiHost { get; init; } = IPAddress.Loopback;

    /// <summary>Gives the address the metrics listen on.</summary>
    public IPAddress MetricsHost { get; init; } = IPAddress.Loopback;

    /// <summary>Builders of the genesis, in gloas: node n has the key of builder n, and bids n + 1 times `builder.value`.</summary>
    public int Builders { get; init; }

    /// <summary>What each builder has at genesis (Gwei).</summary>
    public IReadOnlyList<Gwei> BuilderBalances => [.. Enumerable.Repeat(100 * Constants.EthToGwei, Builders)];

    /// <summary>Lists the settings laid over the file.</summary>
    public IReadOnlyList<HoconSetting> Settings { get; init; } = [];

    /// <summary>Says what is to be told at the start of how the program was called.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>Gives where it is said why the devnet cannot start.</summary>
    public TextWriter Error { get; init; } = Console.Error;

    /// <summary>Lists the options that were not given: an older directory says what they are.</summary>
    public IReadOnlyCollection<string> NotGiven { get; init; } = [];

    /// <summary>Says which option is out of its bounds; null where none is.</summary>
    public string? Problem() => this switch
    {
        { Nodes: < 1 or > MaxNodes } => $"--nodes: {Nodes} is not between 1 and {MaxNodes}",
        _ when Validators < Nodes || Validators > MaxValidators =>
            $"--validators: {Validators} is not between the number of nodes and {MaxValidators}",
        _ when SlotMs is < 1_000 or > 60_000 || SlotMs % 1_000 != 0 =>
            $"--slot-ms: {SlotMs} must be a multiple of 1000 from 1000 to 60000, since payload timestamps are in seconds",
        { Builders: > 0, GloasFromGenesis: false } =>
            "--builders: they are in the genesis, which has to be in gloas (--gloas-from-genesis)",
        _ when Builders > Nodes => $"--builders: {Builders} is more than the {Nodes} node(s), each of which has one at most",
        _ => NodeOptions.PortProblem(BeaconApiPort, MetricsPort, Nodes),
    };

    /// <summary>Returns the options with what was not given as a directory has it (null: it says nothing).</summary>
    public DevnetOptions Completed(int? nodes, int? validators, ulong? slotMs, bool? gloasFromGenesis, int? builders = null) => this with
    {
        Builders = NotGiven.Contains("--builders") ? builders ?? Builders : Builders,
        Nodes = NotGiven.Contains("--nodes") ? nodes ?? Nodes : Nodes,
        Validators = NotGiven.Contains("--validators") ? validators ?? Validators : Validators,
        SlotMs = NotGiven.Contains("--slot-ms") ? slotMs ?? SlotMs : SlotMs,
        GloasFromGenesis = NotGiven.Contains("--gloas-from-genesis") ? gloasFromGenesis ?? GloasFromGenesis : GloasFromGenesis,
    };

    /// <summary>The validators of a node: as equal shares as can be, in order.</summary>
    public (int First, int Count) ShareOf(int node)
    {
        var first = (int)((long)Validators * node / Nodes);
        return (first, (int)((long)Validators * (node + 1) / Nodes) - first);
    }
}
