"""Knowledge that evolves: conversations, their summaries, and facts about users that change their mind."""
