using Consensoor.Messages;

namespace Consensoor.Actors.Work;

/// <summary>The answers to work that nobody did.</summary>
internal static class WorkAnswers
{
    /// <summary>What says that work was not done.</summary>
    public static object Dropped(IWork work, WorkDrop reason) => work switch
    {
        VerifySignatures signatures => new SignaturesDropped(signatures.RequestId, reason),
        VerifyDataColumns columns => new DataColumnsDropped(columns.BlockRoot, columns.Columns, reason),
        VerifyBlobs blobs => new BlobsDropped(blobs.BlockRoot, blobs.Blobs, reason),
        RecoverColumns recover => new RecoveryDropped(recover.BlockRoot, reason),
        MakeSidecars make => new SidecarsDropped(make.BlockRoot, reason),
        TransitionBlock block => new TransitionDropped(block.BlockRoot, reason) { RequestId = block.RequestId },
        VerifyEnvelope envelope => new EnvelopeDropped(envelope.BlockRoot, reason) { RequestId = envelope.RequestId },
        AdvanceSlots advance => new SlotsAdvanced(advance.RequestId, null, null, reason),
        DraftBlock draft => new BlockDrafted(draft.RequestId, null, null, null, reason),
        RegenerateState regenerate => new StateRegenerated(regenerate.Root, null, null, reason),
        DecodeState decode => new StateDecoded(decode.RequestId, null, null, reason),
        _ => throw new ArgumentOutOfRangeException(nameof(work), work.GetType().Name, "no work of the pool"),
    };

    /// <summary>The answer to work with nothing in it to verify, which holds; null for any other.</summary>
    public static object? Empty(IWork work) => work switch
    {
        VerifySignatures signatures => new SignaturesVerified(signatures.RequestId, [.. signatures.Items.Select(static _ => true)]),
        VerifyDataColumns columns => new DataColumnsVerified(columns.BlockRoot, columns.Columns, []),
        VerifyBlobs blobs => new BlobsVerified(blobs.BlockRoot, blobs.Blobs, []),
        _ => null,
    };
}
