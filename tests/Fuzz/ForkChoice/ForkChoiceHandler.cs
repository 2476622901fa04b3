using Consensoor.Spec.Config;
using Consensoor.Spec.ForkChoice;
using Consensoor.Spec.Transition;

namespace Consensoor.Fuzz.ForkChoice;

/// <summary>A handler under test: the fork that has it first, and how one drawn message is handed to it.</summary>
internal sealed record ForkChoiceHandler(
    string Name, ForkName Since, Func<ForkChoiceDraw, Store, StoreServices, Refusal?> Give);
