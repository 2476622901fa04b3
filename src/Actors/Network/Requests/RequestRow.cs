using Consensoor.Messages;
using Consensoor.Spec.Config;

namespace Consensoor.Actors.Network.Requests;

/// <summary>
/// One row of the table of requests: all that is particular to a protocol of the req/resp domain. <paramref name="name"/> is its message
/// name in the protocol ID; <paramref name="versions"/> are its versions with the fork each came with, the oldest first, whose form its
/// requests have.
/// </summary>
internal abstract class RequestRow(string name, IReadOnlyList<(ForkName Since, int Number)> versions)
{
    /// <summary>The message name in the protocol ID.</summary>
    public string Name => name;

    /// <summary>The versions of the protocol with the fork each came with, the oldest first.</summary>
    public IReadOnlyList<(ForkName Since, int Number)> Versions => versions;

    /// <summary>The type of the row's questions, by which the table finds the row.</summary>
    public abstract Type Question { get; }

    /// <summary>True where chunks carry a fork digest as context.</summary>
    public abstract bool HasContext { get; }

    /// <summary>The version that is asked in a fork; null where the fork has none.</summary>
    public (ForkName Since, int Number)? VersionIn(ForkName fork)
    {
        var known = versions.Where(version => version.Since <= fork).ToArray();
        return known.Length > 0 ? known[^1] : null;
    }

    /// <summary>The version before one; null where there is none.</summary>
    public (ForkName Since, int Number)? Before(int version)
    {
        var older = versions.Where(known => known.Number < version).ToArray();
        return older.Length > 0 ? older[^1] : null;
    }

    /// <summary>`/eth2/beacon_chain/req/…` of a version (`phase0/p2p-interface.md#protocol-identification`).</summary>
    public string ProtocolId(int version) => $"/eth2/beacon_chain/req/{name}/{version}/ssz_snappy";

    /// <summary>Encodes a question in the form of a fork.</summary>
    public abstract byte[] Encode(IPeerRequest request, ChainSpec spec, ForkName fork);

    /// <summary>A question from bytes; null and why where they are none.</summary>
    public abstract IPeerRequest? Decode(ReadOnlySpan<byte> ssz, ChainSpec spec, ForkName fork, out string reason);

    /// <summary>Why a question breaks a limit of the protocol in a fork; null where it keeps to all.</summary>
    public abstract string? BreaksLimit(ChainSpec spec, ForkName now, IPeerRequest request);

    /// <summary>The most chunks an answer may have.</summary>
    public abstract ulong MostChunks(ChainSpec spec, IPeerRequest request);

    /// <summary>The bytes of an item of an answer.</summary>
    public abstract byte[] EncodeItem(object item, ChainSpec spec, ForkName fork);

    /// <summary>An item of an answer from bytes; null and why where they are none.</summary>
    public abstract object? DecodeItem(ReadOnlySpan<byte> ssz, ChainSpec spec, ForkName fork, out string reason);

    /// <summary>The slot of an item, which decides its form and context; null where it names none.</summary>
    public abstract Slot? SlotIn(object item);

    /// <summary>
    /// A check, for one answer, that each item belongs to the question and those before it; null where it does, else why not.
    /// </summary>
    public abstract Func<object, string?> Checker(ChainSpec spec, IPeerRequest request);

    /// <summary>
    /// True where no more of an answer has to be heard behind an item that belongs to it, with so many bytes of it so far.
    /// </summary>
    public virtual bool IsEnoughWith(object item, ulong bytes, ChainView? view) => false;

    /// <summary>Plans the answer to a peer's question: the blocks to load, and what each gives.</summary>
    public abstract ServePlan Plan(ServeContext context, IPeerRequest request);
}
