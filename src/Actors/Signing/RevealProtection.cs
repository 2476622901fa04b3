using Consensoor.Interop.Keys.SlashingProtection;
using Consensoor.Messages;
using Consensoor.Spec;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;

namespace Consensoor.Actors.Signing;

/// <summary>
/// Keeps a builder from showing two payloads in one slot: an envelope of a registered builder is written to the history of its key as the
/// one message of its slot, as a block is for a proposer's key, before it is signed. A proposer that builds for itself has signed its one
/// block of the slot already, which says what the payload is.
/// </summary>
internal static class RevealProtection
{
    /// <summary>What is written before an envelope of a builder is signed; null for other messages.</summary>
    public static SlashableMessage? Of(ToSign.Other message, Root root) => EnvelopeOf(message) is { } envelope
        ? new SlashableMessage.Block(message.Pubkey, envelope.Payload.SlotNumber, root)
        : null;

    /// <summary>
    /// Why a message in the domain of builders is not signed: it has to say what it is, by which it is told whether it is an envelope.
    /// </summary>
    public static string? Problem(ToSign message, DomainType type, ChainSpec spec)
    {
        if (type != Constants.DomainBeaconBuilder || message is not ToSign.Other other)
        {
            return null;
        }

        var root = other.Content switch
        {
            SigningContent.Bid { Message: var bid } => bid.HashTreeRoot(spec.Ssz(spec.ForkAtSlot(bid.Slot))),
            SigningContent.Envelope { Message: var envelope } =>
                envelope.HashTreeRoot(spec.Ssz(spec.ForkAtSlot(envelope.Payload.SlotNumber))),
            _ => (Root?)null,
        };
        return root is null ? "in the domain of builders only bids and envelopes are signed"
            : root != other.ObjectRoot ? "what is to be signed is not what it is said to be"
            : null;
    }

    private static ExecutionPayloadEnvelope? EnvelopeOf(ToSign.Other message) =>
        message.Content is SigningContent.Envelope { Message: { BuilderIndex: not Constants.BuilderIndexSelfBuild } envelope }
            ? envelope
            : null;
}
