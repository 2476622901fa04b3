using System.Buffers.Binary;
using Consensoor.Messages;
using Consensoor.Spec.Config;

namespace Consensoor.Actors.Network.Requests;

/// <summary>Makes a row of a protocol whose request is one number and whose answer has at most one (`uint64`).</summary>
internal sealed class NumberRow<TRequest>(string name) : RequestRow(name, [(ForkName.Phase0, 1)])
    where TRequest : class, IPeerRequest
{
    /// <summary>The number of a question.</summary>
    public required Func<TRequest, ulong> Number { get; init; }

    /// <summary>The question of a number.</summary>
    public required Func<ulong, TRequest> Make { get; init; }

    /// <summary>Plans the answer to a peer's question.</summary>
    public required Func<ServeContext, TRequest, ServePlan> Serve { get; init; }

    /// <inheritdoc/>
    public override Type Question => typeof(TRequest);

    /// <inheritdoc/>
    public override bool HasContext => false;

    /// <inheritdoc/>
    public override byte[] Encode(IPeerRequest request, ChainSpec spec, ForkName fork) => Bytes(Number((TRequest)request));

    /// <inheritdoc/>
    public override IPeerRequest? Decode(ReadOnlySpan<byte> ssz, ChainSpec spec, ForkName fork, out string reason) =>
        Read(ssz, out reason) is { } number ? Make(number) : null;

    /// <inheritdoc/>
    public override string? BreaksLimit(ChainSpec spec, ForkName now, IPeerRequest request) => null;

    /// <inheritdoc/>
    public override ulong MostChunks(ChainSpec spec, IPeerRequest request) => 1;

    /// <inheritdoc/>
    public override byte[] EncodeItem(object item, ChainSpec spec, ForkName fork) => Bytes((ulong)item);

    /// <inheritdoc/>
    public override object? DecodeItem(ReadOnlySpan<byte> ssz, ChainSpec spec, ForkName fork, out string reason) => Read(ssz, out reason);

    /// <inheritdoc/>
    public override Slot? SlotIn(object item) => null;

    /// <inheritdoc/>
    public override Func<object, string?> Checker(ChainSpec spec, IPeerRequest request) => static _ => null;

    /// <inheritdoc/>
    public override ServePlan Plan(ServeContext context, IPeerRequest request) => Serve(context, (TRequest)request);

    private static byte[] Bytes(ulong number)
    {
        var ssz = new byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(ssz, number);
        return ssz;
    }

    private ulong? Read(ReadOnlySpan<byte> ssz, out string reason)
    {
        reason = ssz.Length == sizeof(ulong) ? "" : $"{Name} has 8 bytes, not {ssz.Length}";
        return ssz.Length == sizeof(ulong) ? BinaryPrimitives.ReadUInt64LittleEndian(ssz) : null;
    }
}
