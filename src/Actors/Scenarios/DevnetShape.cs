using Consensoor.Interop.Keys;
using Consensoor.Spec.Crypto.Bls;

namespace Consensoor.Actors.Scenarios;

/// <summary>
/// What the nodes of a scenario are: how many, with how many validators, of which some may be offline, and what is laid over their
/// settings.
/// </summary>
public sealed record DevnetShape(int Nodes)
{
    /// <summary>Slots of an epoch of the minimal preset.</summary>
    public const int SlotsPerEpoch = 8;

    /// <summary>Validators of the chain; each node has an equal share of them.</summary>
    public int Validators { get; init; } = 64;

    /// <summary>The part of its share, in percent, that a node holds keys for; nobody acts for the others.</summary>
    public int OnlinePercent { get; init; } = 100;

    /// <summary>The length of every slot.</summary>
    public TimeSpan SlotTime { get; init; } = TimeSpan.FromSeconds(6);

    /// <summary>Virtual time from the start of the nodes to genesis.</summary>
    public TimeSpan GenesisDelay { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Whether the chain begins in gloas; else in phase0, with a fork an epoch.</summary>
    public bool GloasFromGenesis { get; init; } = true;

    /// <summary>The epoch of heze; null for a chain that has none.</summary>
    public Epoch? HezeForkEpoch { get; init; }

    /// <summary>HOCON over that of a simulated node.</summary>
    public string Hocon { get; init; } = string.Empty;

    /// <summary>The signatures of the chain: BLS12-381, or a keyed hash in its place.</summary>
    public IBls Bls { get; init; } = RememberingBls.Shared;

    /// <summary>Gives who signs for a node, by its number, in place of its interop keys; null for those.</summary>
    public Func<int, IValidatorSigner?> Signer { get; init; } = static _ => null;

    /// <summary>Epochs in which keys are watched for doppelgangers, those of the genesis epoch excepted; zero for none.</summary>
    public ulong DoppelgangerEpochs { get; init; }

    /// <summary>
    /// Builders of the genesis (gloas), with interop keys after those of the validators; node i has the key of builder i, and nobody here
    /// those of further ones.
    /// </summary>
    public IReadOnlyList<DevnetBuilder> Builders { get; init; } = [];

    /// <summary>Whether there is a relay of blinded blocks, at <c>http://relay</c>.</summary>
    public bool HasRelay { get; init; }

    /// <summary>Virtual cost of a job of the work pool, from the shortest to the longest; null for nothing.</summary>
    public (TimeSpan Shortest, TimeSpan Longest)? WorkTime { get; init; }

    /// <summary>Whether stores are files (in a temporary folder, gone with the run) in place of memory.</summary>
    public bool IsOnDisk { get; init; }

    /// <summary>The validators that a node acts for: the first of its share, in percent of those online.</summary>
    public (int First, int Count) KeysOf(int node)
    {
        var (first, end) = (Validators * node / Nodes, Validators * (node + 1) / Nodes);
        return (first, ((end - first) * OnlinePercent / 100));
    }

    /// <summary>The node whose share a validator is in.</summary>
    public int NodeOf(int validator) => Enumerable.Range(0, Nodes).First(node => validator < Validators * (node + 1) / Nodes);
}
