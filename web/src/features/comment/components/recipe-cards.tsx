import { Text } from "@mantine/core";
import { IconGift, IconPhonePlus, IconTag } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { codeText } from "@/lib/i18n";
import { type Recipe, recipes } from "../draft";
import classes from "./automation.module.css";

const icons = { price: IconTag, follow: IconGift, phone: IconPhonePlus };

/** Ready-made rules to begin with. */
export function RecipeCards({ onChoose }: { onChoose: (recipe: Recipe) => void }) {
	const { t } = useTranslation();
	return (
		<ul className={classes.recipes} style={{ listStyle: "none", padding: 0 }} aria-label={t("recipe.title")}>
			{recipes.map((recipe) => {
				const Sign = icons[recipe];
				return (
					<li key={recipe}>
						<button type="button" className={classes.recipe} onClick={() => onChoose(recipe)}>
							<Sign size={22} stroke={1.7} aria-hidden />
							<Text fw={600} mt={6}>
								{codeText("recipe", recipe)}
							</Text>
							<Text size="sm" c="dimmed">
								{codeText("recipeText", recipe)}
							</Text>
						</button>
					</li>
				);
			})}
		</ul>
	);
}
