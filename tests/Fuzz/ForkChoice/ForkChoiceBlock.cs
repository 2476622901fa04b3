using Consensoor.Spec;
using Consensoor.Spec.Containers;
using Consensoor.Spec.ForkChoice;
using Consensoor.Spec.State;

namespace Consensoor.Fuzz.ForkChoice;

/// <summary>A block that the state transition takes, with its post-state and, from gloas on, the payload it promises.</summary>
internal sealed record ForkChoiceBlock(
    SignedBeaconBlock Signed, Root Root, BeaconState State, PulledUpTip Tip, SignedExecutionPayloadEnvelope? Envelope);
