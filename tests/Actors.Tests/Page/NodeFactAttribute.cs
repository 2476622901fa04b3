using Xunit;

namespace Consensoor.Actors.Tests.Page;

/// <summary>Marks a test that runs scripts of the page by node: it is skipped, and says so, where there is none.</summary>
public sealed class NodeFactAttribute : FactAttribute
{
    /// <summary>A test that runs where node is installed.</summary>
    public NodeFactAttribute() => Skip = Programs.Find("node") is null ? "node is not installed" : null;
}
