using Consensoor.Actors.Builders;
using Consensoor.Actors.LightClients;
using Consensoor.Actors.Network;
using Consensoor.Actors.Signing;
using Consensoor.Interop.Builders;
using Consensoor.Interop.Engine;
using Consensoor.Interop.Genesis;
using Consensoor.Interop.Keys;
using Consensoor.Interop.Keys.Proposers;
using Consensoor.Interop.Keys.SlashingProtection;
using Consensoor.Interop.Storage;
using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Crypto.Bls;
using Consensoor.Spec.Crypto.Kzg;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.State;

namespace Consensoor.Actors.Hosting;

/// <summary>
/// All a node is made of that HOCON cannot say: the chain, and the outside world behind its interfaces. Whoever builds it owns what can be
/// disposed.
/// </summary>
public sealed record NodeSettings
{
    private IValidatorSigner? _signer;
    private IReadOnlyCollection<BLSPubkey>? _interop;

    /// <summary>Names the node among its peers, in logs and metrics.</summary>
    public required string Name { get; init; }

    /// <summary>Gives the preset and configuration of the chain.</summary>
    public required ChainSpec Spec { get; init; }

    /// <summary>Gives the state and block that the chain began with; null where the node began later and was not told.</summary>
    public ChainGenesis? Genesis { get; init; }

    /// <summary>Gives a state of the chain; needed where genesis is not known.</summary>
    public BeaconState? Known { get; init; }

    /// <summary>Gives the time of genesis in Unix seconds.</summary>
    public ulong GenesisTime => AnyState.GenesisTime;

    /// <summary>The root that separates this chain from others in signatures and topics.</summary>
    public Root GenesisValidatorsRoot => AnyState.GenesisValidatorsRoot;

    /// <summary>The store, which holds an anchor already (see <see cref="NodeStore"/>).</summary>
    public required IChainStore Store { get; init; }

    /// <summary>Gives the store of data columns, and of what the node's custody has grown to.</summary>
    public ISidecarStore Columns { get; init; } = new InMemorySidecarStore();

    /// <summary>Gives the store of blob sidecars from before fulu.</summary>
    public ISidecarStore Blobs { get; init; } = new InMemorySidecarStore();

    /// <summary>Gives the store of the bids of the node's builders with their payloads.</summary>
    public ISidecarStore BidStore { get; init; } = new InMemorySidecarStore();

    /// <summary>Says where on disk what the node keeps is, for who measures it; nowhere in a simulated world.</summary>
    public IReadOnlyList<DiskPlace> Disk { get; init; } = [];

    /// <summary>True where the node keeps all columns (`fulu/p2p-interface.md#supernodes`).</summary>
    public bool IsSupernode { get; init; }

    /// <summary>True where events tell every slot what its payload is to be built with (<see cref="PayloadAttributesKnown"/>).</summary>
    public bool IsTellingEveryAttributes { get; init; }

    /// <summary>What the keys have signed; kept as the store is, and never apart from the keys.</summary>
    public required ISlashingProtection Protection { get; init; }

    /// <summary>Gives the execution layer that payloads come from and go to.</summary>
    public required IExecutionLayer Execution { get; init; }

    /// <summary>Asks builders over their API; null where none is asked.</summary>
    public IBuilderClient? BuilderClient { get; init; }

    /// <summary>Gives the node's end of the gossip network.</summary>
    public required IGossipConnection Gossip { get; init; }

    /// <summary>Signs, verifies and aggregates BLS signatures.</summary>
    public required IBls Bls { get; init; }

    /// <summary>Computes and verifies KZG commitments, cells and proofs.</summary>
    public required IKzg Kzg { get; init; }

    /// <summary>Bytes that peers cannot guess, from which the node's random choices come; the same bytes give the same choices.</summary>
    public required ReadOnlyMemory<byte> Seed { get; init; }

    /// <summary>The node's id among nodes (`phase0/p2p-interface.md`, `NodeID`); null in an in-process network.</summary>
    public UInt256? NodeId { get; init; }

    /// <summary>Where the metadata that peers were told last is kept, as SSZ of fulu.</summary>
    public IKeptBytes MetaData { get; init; } = new KeptInMemory();

    /// <summary>The first sequence number of metadata where none is kept, higher than that of any earlier start.</summary>
    public ulong MetaDataSequence { get; init; } = 1;

    /// <summary>Blocks that are never imported, nor what stands on them, since the operator says so.</summary>
    public IReadOnlySet<Root> RejectedRoots { get; init; } = new HashSet<Root>();

    /// <summary>Lists the validators this node acts for, with their keys.</summary>
    public IReadOnlyList<ValidatorKey> Validators { get; init; } = [];

    /// <summary>Gives the keys of builders (32 bytes big-endian each) that are signed with besides.</summary>
    public IReadOnlyList<Bytes32> BuilderKeys { get; init; } = [];

    /// <summary>Says what the node's builders bid, in place of `consensoor.builder`; null for that.</summary>
    public BidPolicy? Bids { get; init; }

    /// <summary>
    /// Signs for the validators, those of the list unless another signer is given; made at the first use, since public keys have to be
    /// computed.
    /// </summary>
    public IValidatorSigner Signer
    {
        get => _signer ??= new LocalSigner(
            Bls,
            [
                .. Validators.Select(one => (PubkeyOf(one.SecretKey, one.Pubkey), new SecretKey(one.SecretKey.AsSpan()))),
                .. BuilderKeys.Select(key => (PubkeyOf(key), new SecretKey(key.AsSpan()))),
            ]);
        init => _signer = value;
    }

    /// <summary>What the operator says of proposers; null where it is what the configuration says.</summary>
    public ProposerTable? Proposers { get; init; }

    /// <summary>Keeps what is said of proposers at run time.</summary>
    public IProposerStore ProposerStore { get; init; } = new InMemoryProposerStore();

    /// <summary>The keys that everybody knows: those of the list, unless they are named.</summary>
    public IReadOnlyCollection<BLSPubkey> InteropPubkeys
    {
        get => _interop ??= [.. Validators.Select(one => PubkeyOf(one.SecretKey, one.Pubkey))];
        init => _interop = value;
    }

    /// <summary>The keys of keystores.</summary>
    public IReadOnlyCollection<BLSPubkey> KeystorePubkeys { get; init; } = [];

    /// <summary>Watches whether the keys vote elsewhere before they sign; null where that is not watched.</summary>
    public DoppelgangerWatch? Doppelgangers { get; init; }

    /// <summary>Where the node keeps what light clients may ask for; nothing comes where nobody keeps it.</summary>
    public LatestLightClient LightClient { get; init; } = new();

    /// <summary>A state of the chain: the one that is known, or that of genesis.</summary>
    internal BeaconState AnyState =>
        Known ?? Genesis?.State ?? throw new InvalidOperationException("a node is made from a state of its chain");

    private BLSPubkey PubkeyOf(Bytes32 secret, BLSPubkey? known = null) =>
        known ?? Bls.SkToPk(secret) ?? throw new ArgumentException("a secret key is zero or not below the group order");
}
