using Consensoor.Actors.Scenarios;
using Consensoor.Interop.Genesis;
using Consensoor.Spec;
using Consensoor.Spec.Duties;

namespace Consensoor.Actors.Tests.Api.Walk;

/// <summary>Signs for the validators of a walk.</summary>
internal static class WalkKeys
{
    public static Signer SignerOf(ValidatorIndex index)
    {
        var key = InteropGenesis.SecretKeys((int)index, 1)[0];
        return root => KeyedBls.Shared.Sign(key, root.AsSpan())!.Value;
    }
}
