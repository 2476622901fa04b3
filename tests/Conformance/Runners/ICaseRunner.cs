using Consensoor.Conformance.Cases;

namespace Consensoor.Conformance.Runners;

/// <summary>Knows the format of one runner's cases (`tests/formats` of the specification).</summary>
public interface ICaseRunner
{
    /// <summary>
    /// Runs a case; throws <see cref="CaseFailedException"/> where it does not hold or nobody knows its handler, step or check.
    /// </summary>
    void Run(TestCase test);
}
