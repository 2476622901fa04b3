using Consensoor.Actors.Cli;
using Xunit;

namespace Consensoor.Actors.Tests.Cli;

/// <summary>What is typed at the terminal in answer to a question for a password.</summary>
public sealed class SecretPromptTests
{
    [Fact]
    public void What_is_typed_is_taken_without_a_sight_of_it_and_Backspace_takes_a_letter_back()
    {
        using var terminal = new StringWriter();
        using var password = SecretPrompt.Password(null, isNew: false, terminal, out var problem, Keys("secrex\bt\n"));
        Assert.Null(problem);
        Assert.Equal("secret\n"u8.ToArray(), password!.ToFile());
        Assert.Equal("Password of the keystores: ", terminal.ToString().TrimEnd('\r', '\n'));
    }

    [Theory]
    [InlineData("\b\bok\n", "ok")]
    [InlineData("o\0k\n", "ok")]
    public void Keys_that_are_no_letters_count_for_nothing(string typed, string expected)
    {
        using var password = SecretPrompt.Password(null, isNew: false, TextWriter.Null, out _, Keys(typed));
        Assert.Equal($"{expected}\n", System.Text.Encoding.UTF8.GetString(password!.ToFile()));
    }

    [Theory]
    [InlineData("same\nsame\n", null)]
    [InlineData("one\nother\n", "the two passwords are different")]
    [InlineData("\n\n", "the password is empty")]
    public void A_new_one_is_typed_twice_and_not_empty(string typed, string? refused)
    {
        using var password = SecretPrompt.Password(null, isNew: true, TextWriter.Null, out var problem, Keys(typed));
        Assert.Equal(refused is null, password is not null);
        Assert.Equal(refused is null, problem is null);
        Assert.Contains(refused ?? "", problem ?? "", StringComparison.Ordinal);
    }

    [Fact]
    public void A_line_has_a_bound()
    {
        using var password = SecretPrompt.Password(null, isNew: false, TextWriter.Null, out _, Keys(new string('x', 5_000) + "\n"));
        Assert.Equal(1_025, password!.ToFile().Length);
    }

    private static Func<ConsoleKeyInfo> Keys(string typed)
    {
        var at = 0;
        return () => typed[at++] switch
        {
            '\n' => new ConsoleKeyInfo('\r', ConsoleKey.Enter, false, false, false),
            '\b' => new ConsoleKeyInfo('\b', ConsoleKey.Backspace, false, false, false),
            '\0' => new ConsoleKeyInfo('\0', ConsoleKey.LeftArrow, false, false, false),
            var letter => new ConsoleKeyInfo(letter, ConsoleKey.A, false, false, false),
        };
    }
}
