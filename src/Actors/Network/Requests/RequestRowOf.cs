using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Ssz;

namespace Consensoor.Actors.Network.Requests;

/// <summary>Reads a question from bytes; null where they are none.</summary>
internal delegate TRequest? RequestDecoder<TRequest>(ReadOnlySpan<byte> ssz, SszContext context);

/// <summary>Makes a row from functions on its question's and its items' types.</summary>
internal sealed class RequestRow<TRequest, TItem>(string name, params IReadOnlyList<(ForkName Since, int Number)> versions)
    : RequestRow(name, versions)
    where TRequest : class, IPeerRequest
    where TItem : class, ISszType<TItem>
{
    /// <summary>Encodes a question.</summary>
    public required Func<TRequest, SszContext, byte[]> Write { get; init; }

    /// <summary>Decodes a question; null where the bytes are none.</summary>
    public required RequestDecoder<TRequest> Read { get; init; }

    /// <summary>Why a question breaks a limit; null where it does not. The fork is the present one.</summary>
    public required Func<ChainSpec, ForkName, TRequest, string?> Limit { get; init; }

    /// <summary>Gives the most chunks that an answer to a question may have.</summary>
    public required Func<ChainSpec, TRequest, ulong> Most { get; init; }

    /// <summary>The slot of an item; absent where items name none and chunks have no context.</summary>
    public Func<TItem, Slot>? SlotOf { get; init; }

    /// <summary>Makes the check of the items of one answer.</summary>
    public required Func<ChainSpec, TRequest, Func<TItem, string?>> Belongs { get; init; }

    /// <summary>
    /// Whether no more has to be heard behind an item, with so many bytes of the answer so far; absent where all of it is heard.
    /// </summary>
    public Func<TItem, ulong, ChainView?, bool>? IsEnough { get; init; }

    /// <summary>Plans the answer to a peer's question.</summary>
    public required Func<ServeContext, TRequest, ServePlan> Serve { get; init; }

    /// <inheritdoc/>
    public override Type Question => typeof(TRequest);

    /// <inheritdoc/>
    public override bool HasContext => SlotOf is not null;

    /// <inheritdoc/>
    public override byte[] Encode(IPeerRequest request, ChainSpec spec, ForkName fork) => Write((TRequest)request, spec.Ssz(fork));

    /// <inheritdoc/>
    public override IPeerRequest? Decode(ReadOnlySpan<byte> ssz, ChainSpec spec, ForkName fork, out string reason)
    {
        var request = Read(ssz, spec.Ssz(fork));
        reason = request is null ? $"not a request of {Name}" : "";
        return request;
    }

    /// <inheritdoc/>
    public override string? BreaksLimit(ChainSpec spec, ForkName now, IPeerRequest request) => Limit(spec, now, (TRequest)request);

    /// <inheritdoc/>
    public override ulong MostChunks(ChainSpec spec, IPeerRequest request) => Most(spec, (TRequest)request);

    /// <inheritdoc/>
    public override byte[] EncodeItem(object item, ChainSpec spec, ForkName fork) => ((TItem)item).ToSsz(spec.Ssz(fork));

    /// <inheritdoc/>
    public override object? DecodeItem(ReadOnlySpan<byte> ssz, ChainSpec spec, ForkName fork, out string reason)
    {
        if (TItem.TryDecode(ssz, spec.Ssz(fork), out var item, out var error))
        {
            reason = "";
            return item;
        }

        reason = $"not a {typeof(TItem).Name} of {fork}: {error}";
        return null;
    }

    /// <inheritdoc/>
    public override Slot? SlotIn(object item) => SlotOf?.Invoke((TItem)item);

    /// <inheritdoc/>
    public override Func<object, string?> Checker(ChainSpec spec, IPeerRequest request)
    {
        var belongs = Belongs(spec, (TRequest)request);
        return item => belongs((TItem)item);
    }

    /// <inheritdoc/>
    public override bool IsEnoughWith(object item, ulong bytes, ChainView? view) => IsEnough?.Invoke((TItem)item, bytes, view) ?? false;

    /// <inheritdoc/>
    public override ServePlan Plan(ServeContext context, IPeerRequest request) => Serve(context, (TRequest)request);
}
