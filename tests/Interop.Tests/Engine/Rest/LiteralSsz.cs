using System.Buffers.Binary;
using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.Transition.Block;

namespace Consensoor.Interop.Tests.Engine.Rest;

/// <summary>
/// The bodies of the REST form written out by hand from its tables, field by field: a fixed part is its bytes, a variable one an offset and
/// its bytes behind. Nothing of the program's SSZ is in it but the requests' lists.
/// </summary>
internal sealed class LiteralSsz
{
    private readonly List<(byte[] Bytes, bool IsFixed)> _parts = [];

    public static byte[] Envelope(NewPayload request, SszContext context)
    {
        var ssz = new LiteralSsz().Variable(Payload(request.Request.ExecutionPayload, request.Fork));
        if (request.Fork >= ForkName.Deneb)
        {
            ssz.Fixed(request.Request.ParentBeaconBlockRoot.AsSpan());
        }

        if (request.Fork >= ForkName.Electra)
        {
            ssz.Variable(Lists(ExecutionRequestsLists.GetExecutionRequestsList(request.Request.ExecutionRequests, context)));
        }

        return ssz.Bytes();
    }

    public static byte[] Built(PayloadBuilt built, SszContext context)
    {
        var ssz = new LiteralSsz().Variable(Payload(built.Payload!, context.Fork)).Fixed(built.BlockValue.LittleEndian.AsSpan());
        if (context.Fork >= ForkName.Deneb)
        {
            var (commitments, proofs, blobs) = built.Blobs;
            ssz.Variable(new LiteralSsz()
                .Variable([.. commitments.SelectMany(static point => point.AsSpan().ToArray())])
                .Variable([.. proofs.SelectMany(static point => point.AsSpan().ToArray())])
                .Variable([.. blobs.SelectMany(static blob => blob.AsSpan().ToArray())])
                .Bytes());
        }

        if (context.Fork >= ForkName.Electra)
        {
            ssz.Variable(Lists(ExecutionRequestsLists.GetExecutionRequestsList(built.Requests!, context)));
        }

        return context.Fork >= ForkName.Deneb ? ssz.Fixed([0]).Bytes() : ssz.Bytes();
    }

    public static byte[] Update(ForkchoiceUpdated request)
    {
        var attributes = request.Attributes is { } given ? new LiteralSsz().Variable(Attributes(given, request.Fork)).Bytes() : [];
        var ssz = new LiteralSsz()
            .Fixed(request.HeadBlockHash.AsSpan())
            .Fixed(request.SafeBlockHash.AsSpan())
            .Fixed(request.FinalizedBlockHash.AsSpan());
        // The optional attributes are a list of one; before capella they are of a fixed length and need no offset.
        ssz.Variable(request.Attributes is { } old && request.Fork < ForkName.Capella ? Attributes(old, request.Fork) : attributes);
        return request.Fork >= ForkName.Gloas ? ssz.Variable([]).Bytes() : ssz.Bytes();
    }

    public static byte[] Status(byte status, Hash32? latestValidHash, string? error)
    {
        var text = error is null ? [] : new LiteralSsz().Variable(System.Text.Encoding.UTF8.GetBytes(error)).Bytes();
        return new LiteralSsz()
            .Fixed([status])
            .Variable(latestValidHash is { } hash ? hash.AsSpan().ToArray() : [])
            .Variable(text)
            .Bytes();
    }

    public static byte[] Response(byte[] status, Bytes8? id) =>
        new LiteralSsz().Variable(status).Variable(id is { } payloadId ? payloadId.AsSpan().ToArray() : []).Bytes();

    private static byte[] Payload(ExecutionPayload payload, ForkName fork)
    {
        var ssz = new LiteralSsz()
            .Fixed(payload.ParentHash.AsSpan())
            .Fixed(payload.FeeRecipient.AsSpan())
            .Fixed(payload.StateRoot.AsSpan())
            .Fixed(payload.ReceiptsRoot.AsSpan())
            .Fixed(payload.LogsBloom.AsSpan())
            .Fixed(payload.PrevRandao.AsSpan())
            .Number(payload.BlockNumber)
            .Number(payload.GasLimit)
            .Number(payload.GasUsed)
            .Number(payload.Timestamp)
            .Variable(payload.ExtraData.AsSpan().ToArray())
            .Fixed(payload.BaseFeePerGas.LittleEndian.AsSpan())
            .Fixed(payload.BlockHash.AsSpan())
            .Variable(Lists(payload.Transactions));
        if (fork >= ForkName.Capella)
        {
            ssz.Variable(Withdrawals(payload.Withdrawals));
        }

        if (fork >= ForkName.Deneb)
        {
            ssz.Number(payload.BlobGasUsed).Number(payload.ExcessBlobGas);
        }

        if (fork >= ForkName.Gloas)
        {
            ssz.Variable(payload.BlockAccessList.AsSpan().ToArray()).Number(payload.SlotNumber);
        }

        return ssz.Bytes();
    }

    private static byte[] Attributes(BuildAttributes attributes, ForkName fork)
    {
        var ssz = new LiteralSsz()
            .Number(attributes.Timestamp)
            .Fixed(attributes.PrevRandao.AsSpan())
            .Fixed(attributes.SuggestedFeeRecipient.AsSpan());
        if (fork >= ForkName.Capella)
        {
            ssz.Variable(Withdrawals(attributes.Withdrawals!));
        }

        if (fork >= ForkName.Deneb)
        {
            ssz.Fixed(attributes.ParentBeaconBlockRoot!.Value.AsSpan());
        }

        if (fork >= ForkName.Gloas)
        {
            ssz.Number(attributes.SlotNumber!.Value).Number(attributes.TargetGasLimit!.Value);
        }

        return ssz.Bytes();
    }

    private static byte[] Withdrawals(SszList<Withdrawal> withdrawals) => [.. withdrawals.SelectMany(static one => new LiteralSsz()
        .Number(one.Index)
        .Number(one.ValidatorIndex)
        .Fixed(one.Address.AsSpan())
        .Number(one.Amount)
        .Bytes())];

    private static byte[] Lists(SszList<ByteList> lists)
    {
        var ssz = new LiteralSsz();
        foreach (var list in lists)
        {
            ssz.Variable(list.AsSpan().ToArray());
        }

        return ssz.Bytes();
    }

    private LiteralSsz Fixed(ReadOnlySpan<byte> bytes)
    {
        _parts.Add((bytes.ToArray(), true));
        return this;
    }

    private LiteralSsz Number(ulong value)
    {
        var bytes = new byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, value);
        return Fixed(bytes);
    }

    private LiteralSsz Variable(byte[] bytes)
    {
        _parts.Add((bytes, false));
        return this;
    }

    private byte[] Bytes()
    {
        var offset = _parts.Sum(static part => part.IsFixed ? part.Bytes.Length : 4);
        var (head, tail) = (new List<byte>(), new List<byte>());
        foreach (var (bytes, isFixed) in _parts)
        {
            if (isFixed)
            {
                head.AddRange(bytes);
                continue;
            }

            head.AddRange(BitConverter.GetBytes(offset + tail.Count));
            tail.AddRange(bytes);
        }

        return [.. head, .. tail];
    }
}
