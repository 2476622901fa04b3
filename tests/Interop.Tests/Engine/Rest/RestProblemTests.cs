using System.Text;
using Consensoor.Interop.Engine.Rest;
using Xunit;

namespace Consensoor.Interop.Tests.Engine.Rest;

/// <summary>What comes with an error of the REST form may be anything, and is never an exception.</summary>
public sealed class RestProblemTests
{
    [Theory]
    [InlineData("{\"type\":\"/engine-api/errors/internal\",\"detail\":\"no disk\"}", "it answers with internal: no disk")]
    [InlineData("{\"\\ud800\":1}", "it answers with HTTP status 500")]
    [InlineData("{\"detail\":\"\\ud800\"}", "it answers with HTTP status 500: \\ud800")]
    [InlineData("{\"detail\":", "it answers with HTTP status 500")]
    public void ABodyIsReadOrLeftOut(string body, string message) =>
        Assert.Equal(message, RestProblem.Read(500, RestProblem.ContentType, Encoding.UTF8.GetBytes(body)).Message);
}
