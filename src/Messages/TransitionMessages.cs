using Consensoor.Spec.Containers;
using Consensoor.Spec.State;
using Consensoor.Spec.Transition;

namespace Consensoor.Messages;

/// <summary>Work for the state-transition workers. A worker holds no state; the sender is answered.</summary>
public interface ITransitionWork;

/// <summary>
/// Apply a block to a frozen pre-state (slots included); answered with <see cref="BlockTransitioned"/> or <see cref="TransitionDropped"/>. The crypto pool verifies its
/// signatures, with the priority, and answers in the worker's place; with no priority they are taken for valid.
/// </summary>
public sealed record TransitionBlock(Root BlockRoot, BeaconState PreState, SignedBeaconBlock Block, SignaturePriority? Signatures) : ITransitionWork;

/// <summary>Advance a frozen state to a slot; answered with <see cref="SlotsAdvanced"/>.</summary>
public sealed record AdvanceSlots(ulong RequestId, BeaconState PreState, Slot Slot) : ITransitionWork;

/// <summary>Compute the state root of an unsigned block on a state already advanced to its slot; answered with <see cref="BlockDrafted"/>.</summary>
public sealed record DraftBlock(ulong RequestId, BeaconState AdvancedState, BeaconBlock Block) : ITransitionWork;

/// <summary>
/// Check a payload envelope against the post-state of its block, all but the execution layer's part (`verify_execution_payload_envelope`, gloas on);
/// answered with <see cref="EnvelopeVerified"/> or <see cref="EnvelopeDropped"/>; its signature goes the way of a block's.
/// </summary>
public sealed record VerifyEnvelope(Root BlockRoot, BeaconState State, SignedExecutionPayloadEnvelope Envelope, SignaturePriority? Signatures) : ITransitionWork;

/// <summary>
/// The frozen post-state and, where the block carries a payload (bellatrix to fulu), the question for the execution layer; or the refusal. Elapsed is the transition's
/// own time, without that of the signatures.
/// </summary>
public sealed record BlockTransitioned(Root BlockRoot, BeaconState? PostState, NewPayloadRequest? Payload, Refusal? Refusal, TimeSpan Elapsed);

/// <summary>The signatures of the block were not verified, which says nothing about it.</summary>
public sealed record TransitionDropped(Root BlockRoot);

/// <summary>The signature of the envelope was not verified, which says nothing about it.</summary>
public sealed record EnvelopeDropped(Root BlockRoot);

/// <summary>The question for the execution layer, or the refusal.</summary>
public sealed record EnvelopeVerified(Root BlockRoot, NewPayloadRequest? Payload, Refusal? Refusal);

/// <summary>The frozen state at the slot, or the refusal.</summary>
public sealed record SlotsAdvanced(ulong RequestId, BeaconState? State, Refusal? Refusal);

/// <summary>The block with its state root filled in, or the refusal.</summary>
public sealed record BlockDrafted(ulong RequestId, BeaconBlock? Block, BeaconState? PostState, Refusal? Refusal);
