using Consensoor.Conformance.Cases;
using Consensoor.Conformance.Kzg;
using Consensoor.Spec.Crypto.Kzg;

namespace Consensoor.Conformance.Runners;

/// <summary>`kzg_4844` and `kzg_7594`: commitments, proofs, cells.</summary>
public sealed class KzgRunner : ICaseRunner
{
    private static readonly Lazy<ManagedKzg> Kzg = new();

    /// <inheritdoc/>
    public void Run(TestCase test)
    {
        using var data = test.Open("data.yaml");
        if (KzgVectors.Check(Kzg.Value, test.Handler, data) is { } reason)
        {
            Check.Fail(reason);
        }
    }
}
