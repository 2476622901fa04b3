using Consensoor.Conformance.Bls;
using Consensoor.Conformance.Cases;

namespace Consensoor.Conformance.Runners;

/// <summary>`bls`: signatures, aggregates, encodings.</summary>
public sealed class BlsRunner : ICaseRunner
{
    /// <inheritdoc/>
    public void Run(TestCase test)
    {
        using var data = test.Open("data.yaml");
        if (BlsVectors.Check(CaseSpecs.Bls, test.Handler, data) is { } reason)
        {
            Check.Fail(reason);
        }
    }
}
