using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Ssz;

namespace Consensoor.Messages;

/// <summary>
/// A question to a peer (`p2p-interface.md`, the messages of the req/resp domain); each kind is one row in the table of requests.
/// </summary>
public interface IPeerRequest;

/// <summary>
/// Exchange `Status` with a peer (`phase0/p2p-interface.md#status-v1`, `fulu/p2p-interface.md#status-v2`); Items: one <see cref="Status"/>.
/// </summary>
public sealed record StatusRequest(Status Own) : IPeerRequest;

/// <summary>Exchange the sequence numbers of metadata (`phase0/p2p-interface.md#ping-v1`); Items: one <see cref="ulong"/>.</summary>
public sealed record PingRequest(ulong SeqNumber) : IPeerRequest;

/// <summary>Ask for a peer's subscriptions (`phase0/p2p-interface.md#getmetadata-v1`); Items: one <see cref="MetaData"/>.</summary>
public sealed record MetaDataRequest : IPeerRequest;

/// <summary>Say why the peer is left (`phase0/p2p-interface.md#goodbye-v1`); Items: none, or one <see cref="ulong"/>.</summary>
public sealed record GoodbyeRequest(ulong Reason) : IPeerRequest;

/// <summary>
/// Blocks of Count slots from StartSlot on (`altair/p2p-interface.md#beaconblocksbyrange-v2`); Items: <see cref="SignedBeaconBlock"/>.
/// </summary>
public sealed record BeaconBlocksByRange(Slot StartSlot, ulong Count) : IPeerRequest;

/// <summary>Blocks by their roots (`altair/p2p-interface.md#beaconblocksbyroot-v2`); Items: <see cref="SignedBeaconBlock"/>.</summary>
public sealed record BeaconBlocksByRoot(IReadOnlyList<Root> BlockRoots) : IPeerRequest;

/// <summary>
/// At most Count blocks from BeaconRoot downwards, each the parent of the one before (`fulu/p2p-interface.md#beaconblocksbyhead-v1`);
/// Items: <see cref="SignedBeaconBlock"/>. The answer is heard as far as what this node knows.
/// </summary>
public sealed record BeaconBlocksByHead(Root BeaconRoot, ulong Count) : IPeerRequest;

/// <summary>
/// Envelopes of Count slots from StartSlot on (`gloas/p2p-interface.md#executionpayloadenvelopesbyrange-v1`); Items:
/// <see cref="SignedExecutionPayloadEnvelope"/>.
/// </summary>
public sealed record ExecutionPayloadEnvelopesByRange(Slot StartSlot, ulong Count) : IPeerRequest;

/// <summary>
/// Envelopes by the roots of their blocks (`gloas/p2p-interface.md#executionpayloadenvelopesbyroot-v1`); Items:
/// <see cref="SignedExecutionPayloadEnvelope"/>.
/// </summary>
public sealed record ExecutionPayloadEnvelopesByRoot(IReadOnlyList<Root> BlockRoots) : IPeerRequest;

/// <summary>
/// Some columns of the blocks of Count slots from StartSlot on (`fulu/p2p-interface.md#datacolumnsidecarsbyrange-v1`); Items:
/// <see cref="DataColumnSidecar"/>.
/// </summary>
public sealed record DataColumnSidecarsByRange(Slot StartSlot, ulong Count, IReadOnlyList<ColumnIndex> Columns) : IPeerRequest;

/// <summary>
/// Some columns of each of several blocks (`fulu/p2p-interface.md#datacolumnsidecarsbyroot-v1`); Items: <see cref="DataColumnSidecar"/>.
/// </summary>
public sealed record DataColumnSidecarsByRoot(IReadOnlyList<DataColumnsByRootIdentifier> Identifiers) : IPeerRequest;

/// <summary>
/// Blob sidecars of the blocks of Count slots from StartSlot on (`deneb/p2p-interface.md#blobsidecarsbyrange-v1`); Items:
/// <see cref="BlobSidecar"/>.
/// </summary>
public sealed record BlobSidecarsByRange(Slot StartSlot, ulong Count) : IPeerRequest;

/// <summary>
/// Blob sidecars by block root and index (`deneb/p2p-interface.md#blobsidecarsbyroot-v1`); Items: <see cref="BlobSidecar"/>.
/// </summary>
public sealed record BlobSidecarsByRoot(IReadOnlyList<BlobIdentifier> Identifiers) : IPeerRequest;

/// <summary>
/// Inclusion lists of the members of a slot's committee whose bits are set (`heze/p2p-interface.md#inclusionlistsbyindices-v1`); Items:
/// <see cref="SignedInclusionList"/>.
/// </summary>
public sealed record InclusionListsByIndices(Slot Slot, Root DependentRoot, BitList Indices) : IPeerRequest;

/// <summary>
/// Where a light client begins, from a block (`altair/light-client/p2p-interface.md#getlightclientbootstrap`); Items: one
/// <see cref="LightClientBootstrap"/>.
/// </summary>
public sealed record LightClientBootstrapByRoot(Root BlockRoot) : IPeerRequest;

/// <summary>
/// The best updates of Count sync committee periods from StartPeriod on
/// (`altair/light-client/p2p-interface.md#lightclientupdatesbyrange`); Items: <see cref="LightClientUpdate"/>.
/// </summary>
public sealed record LightClientUpdatesByRange(ulong StartPeriod, ulong Count) : IPeerRequest;

/// <summary>
/// The newest update with finality (`altair/light-client/p2p-interface.md#getlightclientfinalityupdate`); Items: one
/// <see cref="LightClientFinalityUpdate"/>.
/// </summary>
public sealed record GetLightClientFinalityUpdate : IPeerRequest;

/// <summary>
/// The newest update (`altair/light-client/p2p-interface.md#getlightclientoptimisticupdate`); Items: one
/// <see cref="LightClientOptimisticUpdate"/>.
/// </summary>
public sealed record GetLightClientOptimisticUpdate : IPeerRequest;

/// <summary>
/// Ask a peer; told to the network actor. The sender is answered once with <see cref="PeerAnswered"/>, whatever happens. RequestId is the
/// sender's own.
/// </summary>
public sealed record AskPeer(ulong RequestId, string Peer, IPeerRequest Request);

/// <summary>
/// What came of a question. Items are what the peer sent before the end, each decoded, asked for, and of the right form, nothing more:
/// signatures and proofs are still to be verified. Reason says what went wrong where Result is not Answered.
/// </summary>
public sealed record PeerAnswered(
    ulong RequestId, string Peer, IPeerRequest Request, PeerResult Result, IReadOnlyList<object> Items, string? Reason = null);

/// <summary>Says how a question to a peer ended.</summary>
public enum PeerResult
{
    /// <summary>The peer sent all it wanted to send; nothing, where it has nothing.</summary>
    Answered,
    /// <summary>The peer called the question invalid (response code 1).</summary>
    InvalidRequest,
    /// <summary>The peer failed (response code 2, or one that is not known).</summary>
    ServerError,
    /// <summary>The peer does not have it (response code 3).</summary>
    ResourceUnavailable,
    /// <summary>The peer sent something that is no answer to the question; it was reported for it.</summary>
    InvalidResponse,
    /// <summary>The peer did not answer, or did not end its answer, in time.</summary>
    TimedOut,
    /// <summary>The peer is not connected, or went.</summary>
    Disconnected,
    /// <summary>The peer answers nothing more of this for now (response code 139, which clients agreed on).</summary>
    RateLimited,
    /// <summary>The peer speaks no version of the protocol.</summary>
    Unsupported,
    /// <summary>Not asked: as many questions as may be are under way or wait.</summary>
    Busy,
    /// <summary>
    /// Not asked, or not answered: this node's own network was restarted, or the question breaks a limit of the protocol.
    /// </summary>
    Dropped,
}

/// <summary>Ask the network actor for its peers; answered with <see cref="Peers"/>.</summary>
public sealed record GetPeers
{
    /// <summary>The one instance, since the message carries nothing.</summary>
    public static GetPeers Instance { get; } = new();
}

/// <summary>The peers that are connected, by name.</summary>
public sealed record Peers(IReadOnlyList<PeerInfo> All);

/// <summary>
/// A connected peer: its latest <see cref="Status"/> and <see cref="MetaData"/>, null until it answered, and its score, which lies between
/// -100 and 0 and falls with each offence.
/// </summary>
public sealed record PeerInfo(string Peer, Status? Status, double Score, MetaData? MetaData = null);

/// <summary>A peer said where it stands; published on the event stream each time it does.</summary>
public sealed record PeerStatusReceived(string Peer, Status Status, DateTimeOffset At);

/// <summary>A peer said what it is subscribed to; published on the event stream each time it does.</summary>
public sealed record PeerMetaDataReceived(string Peer, MetaData MetaData, DateTimeOffset At);

/// <summary>Tell the network actor that a peer offended, so that its score falls.</summary>
public sealed record ReportPeer(string Peer, PeerOffence Offence, string Reason);

/// <summary>What a peer may do wrong, the gravest first.</summary>
public enum PeerOffence
{
    /// <summary>
    /// It sent what the protocol calls invalid: a block with a bad signature, bytes that do not decode, an answer to another question.
    /// </summary>
    Invalid,
    /// <summary>It did not answer in time, or not what it should have.</summary>
    Unhelpful,
    /// <summary>It asks more, or sends more, than its share.</summary>
    Greedy,
}

/// <summary>The network knows a peer from now on; from the wire.</summary>
public sealed record PeerConnected(string Peer);

/// <summary>The network lost a peer, or was told that it leaves; from the wire.</summary>
public sealed record PeerDisconnected(string Peer);

/// <summary>
/// Send a request to a peer: Protocol is the whole protocol ID, Ssz the request uncompressed. Chunks and the end come under Id. To the
/// wire.
/// </summary>
public sealed record SendRequest(ulong Id, string Peer, string Protocol, ReadOnlyMemory<byte> Ssz);

/// <summary>Stop to listen for the answer to a request (the stream is reset). To the wire.</summary>
public sealed record ResetRequest(ulong Id);

/// <summary>
/// One `response_chunk` of the answer to request Id; Context is the fork digest, where the protocol has one; with Code other than 0 Ssz is
/// the error message.
/// </summary>
public sealed record ChunkReceived(ulong Id, byte Code, ForkDigest? Context, ReadOnlyMemory<byte> Ssz);

/// <summary>
/// The answer to request Id ended: the peer closed its side, or it went (IsLost). With IsRefused it does not speak the protocol.
/// </summary>
public sealed record ResponseEnded(ulong Id, bool IsLost, bool IsRefused = false);

/// <summary>A peer asks; chunks and the end of the answer go to the wire under Id, which is the wire's.</summary>
public sealed record RequestReceived(ulong Id, string Peer, string Protocol, ReadOnlyMemory<byte> Ssz);

/// <summary>Send one `response_chunk` to who sent request Id. To the wire.</summary>
public sealed record SendChunk(ulong Id, byte Code, ForkDigest? Context, ReadOnlyMemory<byte> Ssz);

/// <summary>So many SSZ bytes of a chunk of the answer to request Id were sent; from the wire, once for each chunk.</summary>
public sealed record ChunkSent(ulong Id, int Bytes);

/// <summary>Whoever sent request Id does not listen for the answer any more; from the wire.</summary>
public sealed record RequestGone(ulong Id);

/// <summary>
/// Say goodbye to a peer for a reason of the protocol (`phase0/p2p-interface.md#goodbye-v1`), and end the connection. To the wire, which
/// leaves it be where it has no connections.
/// </summary>
public sealed record LeavePeer(string Peer, ulong Reason, string Why);

/// <summary>Close the answer to request Id. To the wire.</summary>
public sealed record EndResponse(ulong Id);
