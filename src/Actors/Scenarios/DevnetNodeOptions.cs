using Consensoor.Actors.Hosting.Checkpoints;
using Consensoor.Actors.Network;
using Consensoor.Interop.Builders;
using Consensoor.Interop.Engine;
using Consensoor.Interop.Keys;
using Consensoor.Interop.Storage;
using Consensoor.Spec.Crypto.Bls;

namespace Consensoor.Actors.Scenarios;

/// <summary>What a simulated node is given: a name, a store that is new or used, and what differs from a node without validators.</summary>
public sealed record DevnetNodeOptions(string Name, IChainStore Store)
{
    /// <summary>The index of the first of its validators.</summary>
    public int FirstValidator { get; init; }

    /// <summary>The number of its validators, in a row from the first.</summary>
    public int Validators { get; init; }

    /// <summary>What the node begins with where its store is new, instead of genesis, which it is then not told.</summary>
    public CheckpointAnchor? Checkpoint { get; init; }

    /// <summary>Signs in place of the interop keys of its validators, where it is given.</summary>
    public IValidatorSigner? Signer { get; init; }

    /// <summary>Epochs in which its keys are watched for doppelgangers; zero for none.</summary>
    public ulong DoppelgangerEpochs { get; init; }

    /// <summary>The builder that it acts for; null for none.</summary>
    public DevnetBuilder? Builder { get; init; }

    /// <summary>The number of that builder's interop key.</summary>
    public int BuilderKey { get; init; }

    /// <summary>Asks builders over their API; null where none is asked.</summary>
    public IBuilderClient? BuilderClient { get; init; }

    /// <summary>Its store of data columns, new or used.</summary>
    public ISidecarStore Columns { get; init; } = new InMemorySidecarStore();

    /// <summary>Its store of blob sidecars from before fulu, new or used.</summary>
    public ISidecarStore Blobs { get; init; } = new InMemorySidecarStore();

    /// <summary>Its store of the bids of its builder, new or used.</summary>
    public ISidecarStore BidStore { get; init; } = new InMemorySidecarStore();

    /// <summary>True where it keeps all data columns.</summary>
    public bool IsSupernode { get; init; }

    /// <summary>Blocks that the node never imports, nor what stands on them.</summary>
    public IReadOnlySet<Root> RejectedRoots { get; init; } = new HashSet<Root>();

    /// <summary>HOCON over that of a simulated node.</summary>
    public string Hocon { get; init; } = string.Empty;

    /// <summary>The signatures it makes and verifies: BLS12-381, or a keyed hash in its place.</summary>
    public IBls Bls { get; init; } = RememberingBls.Shared;

    /// <summary>What is put before its connection with the bus, or in its place.</summary>
    public Func<IGossipConnection, IGossipConnection> Connection { get; init; } = static simulated => simulated;

    /// <summary>Gives the name of a peer by what the network calls it.</summary>
    public Func<string, string> NameOf { get; init; } = static peer => peer;

    /// <summary>What is put before its embedded execution layer.</summary>
    public Func<IExecutionLayer, IExecutionLayer> Engine { get; init; } = static embedded => embedded;
}
