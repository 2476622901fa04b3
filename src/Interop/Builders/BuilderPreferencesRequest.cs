using Consensoor.Spec.Config;
using Consensoor.Spec.Ssz;

namespace Consensoor.Interop.Builders;

/// <summary>A proposer's wishes for its slot, with its word that it has them (`builder-specs`, gloas, BuilderPreferencesRequest).</summary>
[SszContainer(Since = ForkName.Gloas)]
public sealed partial record BuilderPreferencesRequest
{
    /// <summary>What is wanted.</summary>
    public BuilderPreferences Preferences { get; init; } = new();

    /// <summary>Names the slot, and proves who wants it.</summary>
    public SignedBuilderRequestAuth Auth { get; init; } = new();
}
