using Consensoor.Conformance.Cases;
using Consensoor.Conformance.SszGeneric;

namespace Consensoor.Conformance.Runners;

/// <summary>`ssz_generic`: types that the case's name declares, valid and invalid bytes.</summary>
public sealed class SszGenericRunner : ICaseRunner
{
    /// <inheritdoc/>
    public void Run(TestCase test)
    {
        string? failure;
        try
        {
            failure = SszGenericCases.Run(test.Path.FullName);
        }
        catch (FormatException unknown)
        {
            failure = unknown.Message;
        }

        Check.That(failure is null, failure ?? "");
    }
}
