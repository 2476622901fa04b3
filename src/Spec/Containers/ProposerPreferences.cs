using Consensoor.Spec.Config;
using Consensoor.Spec.Ssz;

namespace Consensoor.Spec.Containers;

/// <summary>A proposer's wishes for the payload of its slot (`gloas/p2p-interface.md#new-proposerpreferences`).</summary>
[SszContainer(Since = ForkName.Gloas)]
public sealed partial record ProposerPreferences
{
    public Root DependentRoot { get; init; }

    public Slot ProposalSlot { get; init; }

    public ValidatorIndex ValidatorIndex { get; init; }

    public ExecutionAddress FeeRecipient { get; init; }

    public ulong TargetGasLimit { get; init; }
}
