using Consensoor.Interop.Keys.SlashingProtection;
using Xunit;

namespace Consensoor.Actors.Tests.Signing;

/// <summary>A signing process that is killed between any two steps never signs a second, different message for the same place.</summary>
public sealed class KilledSigningTests
{
    public static TheoryData<SigningStep> Steps => [.. Enum.GetValues<SigningStep>()];

    [Theory]
    [MemberData(nameof(Steps))]
    public async Task ASecondMessageIsNotSignedWhateverStepTheFirstOneReached(SigningStep step)
    {
        var folder = Directory.CreateTempSubdirectory();
        try
        {
            var first = await SigningProcess.Start(folder.FullName, 1, step.ToString());
            Assert.Contains($"at {step}", first);

            // The signatures left only in the last step, and from the commit on nothing else is signed.
            Assert.Equal(step == SigningStep.Answered, first.Contains("answer signed signed"));
            var isKept = step >= SigningStep.Committed;
            var second = await SigningProcess.Start(folder.FullName, 2, SigningProcess.NoPoint);
            Assert.Equal([isKept ? "answer refused refused" : "answer signed signed"], second);

            // What was signed may be signed again: it is the same message.
            var third = await SigningProcess.Start(folder.FullName, 1, SigningProcess.NoPoint);
            Assert.Equal([isKept ? "answer signed signed" : "answer refused refused"], third);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
